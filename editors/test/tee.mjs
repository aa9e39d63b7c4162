// Stands between an editor and its server, copies both directions frame by frame, and notes each message
// with its time and direction, one a line. Once a document is open it asks by itself, unseen by the
// editor, whether all is read that was learned before, so that a run can wait for that. Where the server's
// clock is moved by hand, it moves it: as far ahead of ours as LOG.ahead says, in milliseconds.
// usage: node tee.mjs LOG PROGRAM [ARGUMENT]...
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";

const [log, program, ...rest] = process.argv.slice(2);
const server = spawn(program, rest, { stdio: ["pipe", "pipe", "inherit"] });
const OURS = "tee";
appendFileSync(`${log}.pids`, `${server.pid}\n`);

const isMoved = process.env.HABITUS_CLOCK === "manual";

function now() {
  return Date.now() + (existsSync(`${log}.ahead`) ? Number(readFileSync(`${log}.ahead`, "utf8")) : 0);
}

function send(message) {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
}

const moveClock = () => isMoved && server.stdin.writable && send({ method: "habitus/clock", params: { now: now() } });

/** Takes pieces of a stream and calls back with each whole frame in it, and the message in that. */
function frames(each) {
  let waiting = Buffer.alloc(0);
  return (piece) => {
    waiting = Buffer.concat([waiting, piece]);
    for (;;) {
      const head = waiting.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(waiting.subarray(0, head).toString())?.[1]);
      const end = head + 4 + length;
      if (!(waiting.length >= end)) return;
      each(waiting.subarray(0, end), JSON.parse(waiting.subarray(head + 4, end).toString()));
      waiting = waiting.subarray(end);
    }
  };
}

function copy(from, source, target, then = () => {}) {
  const pass = frames((frame, message) => {
    appendFileSync(log, JSON.stringify({ time: now(), from, message }) + "\n");
    if (from === "client") moveClock();
    if (message.id !== OURS) target.write(frame);
    then(message);
  });
  source.on("data", pass);
  source.on("end", () => target.end());
  target.on("error", () => {}); // the other side has gone
}

function ask(message) {
  if (message.method === "textDocument/didOpen") send({ id: OURS, method: "habitus/flush", params: {} });
}

copy("client", process.stdin, server.stdin, ask);
copy("server", server.stdout, process.stdout);
server.stdin.on("error", () => {});
setInterval(moveClock, 100).unref();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => server.stdin.end());
server.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
server.on("error", (error) => {
  console.error(`tee: ${error.message}`);
  process.exit(1);
});
