// What an editor told its server in a run, as a fixture for tests/it/editors.rs: one message a line with
// its time, no path of the machine, and of the server's lists only what later messages speak of.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { here } from "./house.mjs";

const ROWS = 50;

/** A list: its number, and its words in order. */
function list(time, { id, result }) {
  const items = result.items.slice(0, ROWS);
  const offer = items[0]?.data.offer ?? null;
  return { time, answers: id, offer, rows: items.map((item) => item.label) };
}

/** The messages of the first start, up to where the editor takes its leave. */
function session(messages) {
  const end = messages.findIndex(({ message }) => message.method === "shutdown" || message.method === "exit");
  return end < 0 ? messages : messages.slice(0, end);
}

function lines(messages) {
  const zero = messages[0].time;
  const asked = new Map();
  const all = [];
  for (const { time, from, message } of messages) {
    const at = time - zero;
    if (from === "house") all.push({ time: at, commits: true });
    else if (from === "client" && message.method) {
      const { id, method, params } = message;
      if (id !== undefined) asked.set(id, method);
      all.push({ time: at, method, id, params });
    } else if (from === "server" && asked.get(message.id) === "textDocument/completion" && message.result) {
      all.push(list(at, message));
    }
  }
  return all;
}

/** `end`: when the episode said what it should, by the same clock as the messages. */
export function record(house, editor, name, end) {
  const messages = house.messages();
  messages.splice(0, messages.findIndex(({ from }) => from === "client")); // the first commit made the project
  const first = session(messages);
  const all = lines(first);
  const last = first.length < messages.length ? messages[first.length].time : end;
  all.push({ time: last - messages[0].time, end: true });
  const folder = join(here, "../../tests/fixtures/editors", editor);
  mkdirSync(folder, { recursive: true });
  const write = (file, text) => writeFileSync(join(folder, file), text.replaceAll(house.project, "/project").replaceAll(house.folder, "/house"));
  const greeting = all.find((line) => line.method === "initialize");
  write("initialize.json", JSON.stringify({ ...greeting.params, processId: null }, null, 1) + "\n");
  greeting.params = "initialize.json";
  write(`${name}.jsonl`, all.map((line) => JSON.stringify(line)).join("\n") + "\n");
}
