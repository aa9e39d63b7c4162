// A project, a data folder and a server for one run of one editor; all of it goes when the run ends.
import { execFile } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
export const here = dirname(fileURLToPath(import.meta.url));
export const peers = process.env.HABITUS_PEERS || join(process.env.HOME, ".cache/habitus-peers");

const analyzer = process.env.HABITUS_RUST_ANALYZER || join(peers, "bin/rust-analyzer");

/** Asks again and again until the answer is true; says at the end what it waited for. */
export async function until(what, ask, limit = 20_000) {
  const end = Date.now() + limit;
  let answer;
  while (Date.now() < end) {
    answer = await ask();
    if (answer) return answer;
    await pause(25);
  }
  throw new Error(`waited ${limit / 1000} s until ${what}`);
}

export const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

export class House {
  /**
   * `text`: what stands in src/main.rs; `habitus`: the server's program; `ahead`: its clock can be moved;
   * `wraps`: editors start it round rust-analyzer.
   */
  constructor(habitus, text, { ahead = false, wraps = false } = {}) {
    this.wraps = wraps;
    this.habitus = habitus;
    this.text = text;
    this.starts = 0; // of editors
    this.folder = mkdtempSync(join(tmpdir(), "habitus-editors-"));
    this.project = this.at("project");
    this.file = join(this.project, "src/main.rs");
    this.log = this.at("messages.jsonl");
    this.server = this.at("bin/habitus");
    for (const folder of ["bin", "project/src", "data", "cargo", "home"]) mkdirSync(this.at(folder), { recursive: true });
    writeFileSync(join(this.project, "Cargo.toml"), '[package]\nname = "p"\nversion = "0.1.0"\n');
    this.restore();
    // How fast a list comes is no matter here.
    const environment = `HABITUS_DATA_DIR=${this.at("data")} CARGO_HOME=${this.at("cargo")} HABITUS_LOG=info HABITUS_LIST_LIMIT=10000${ahead ? " HABITUS_CLOCK=manual" : ""}`;
    const command = `exec ${process.execPath} ${join(here, "tee.mjs")} ${this.log} ${habitus} "$@" 2>>${this.at("server.log")}`;
    // An editor may have made itself a PATH as a login has it.
    const path = `export PATH='${process.env.PATH}'`;
    // What isn't the protocol goes by itself.
    const asked = `case "$*" in *--version) exec ${habitus} "$@" ;; esac`;
    writeFileSync(this.server, `#!/bin/sh\nexport ${environment}\n${path}\n${asked}\n${command}\n`, { mode: 0o755 });
  }

  /** How our server is started. */
  get command() {
    return this.wraps ? ["wrap", "--", analyzer] : ["serve"];
  }

  /** What `habitus shim` writes, but that it leads to this house's server. */
  async shim() {
    const path = this.at("bin/shim");
    await run(this.habitus, ["shim", path, "--server", analyzer]);
    const text = readFileSync(path, "utf8").replaceAll(`'${this.habitus}'`, `'${this.server}'`);
    writeFileSync(path, text);
    return path;
  }

  at(name) {
    return join(this.folder, name);
  }

  /** The file as it was at first. */
  restore() {
    writeFileSync(this.file, this.text);
  }

  /** The time as the server has it. */
  now() {
    const file = `${this.log}.ahead`;
    return Date.now() + (existsSync(file) ? Number(readFileSync(file, "utf8")) : 0);
  }

  /** Time goes by, for the server. */
  letPass(time) {
    writeFileSync(`${this.log}.ahead`, `${this.now() - Date.now() + time}`);
  }

  git(...options) {
    const who = ["-c", "user.name=someone", "-c", "user.email=someone@example.org", "-c", "commit.gpgsign=false"];
    return run("git", ["-C", this.project, ...who, ...options]);
  }

  /** The project is a repository with all of it in a commit. */
  async makeRepository() {
    await this.git("init", "--quiet");
    await this.commit();
  }

  /** All that is saved is committed. */
  async commit() {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--message", "all");
    appendFileSync(this.log, JSON.stringify({ time: this.now(), from: "house", message: { method: "commit" } }) + "\n");
  }

  /** The environment of an editor: a home of its own, and our server first in PATH. */
  get environment() {
    const { PATH, LANG = "C.UTF-8" } = process.env;
    const home = this.at("home");
    const xdg = ["CONFIG", "DATA", "STATE", "CACHE"].map((name) => [`XDG_${name}_HOME`, join(home, name.toLowerCase())]);
    // rust-analyzer runs cargo, which rustup keeps.
    const RUSTUP_HOME = process.env.RUSTUP_HOME || join(process.env.HOME, ".rustup");
    const own = { PATH: `${this.at("bin")}:${PATH}`, HOME: home, LANG, TERM: "xterm-256color" };
    return { ...Object.fromEntries(xdg), ...own, ...(this.wraps && { RUSTUP_HOME, CARGO_NET_OFFLINE: "true" }) };
  }

  /** All messages so far. */
  messages() {
    if (!existsSync(this.log)) return [];
    const lines = readFileSync(this.log, "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  }

  /** Whether the server of the editor that was started last has read all that was learned before. */
  isReady() {
    return this.messages().filter((m) => m.message.id === "tee").length === this.starts;
  }

  /** How often the editor told of a change of the text, or of a row that was taken by a command. */
  told(by = "text") {
    const method = by === "command" ? "workspace/executeCommand" : "textDocument/didChange";
    return this.messages().filter((m) => m.from === "client" && m.message.method === method).length;
  }

  /** Whether the server that is wrapped has read the project: the last that it says of that. */
  hasRead() {
    const progress = this.messages().filter((m) => m.message.method === "$/progress").map((m) => m.message.params);
    const read = progress.filter(({ token }) => /rustAnalyzer\/(Indexing|cachePriming)/.test(token));
    return read.at(-1)?.value.kind === "end";
  }

  /** Whether a file was saved. */
  isSaved() {
    return this.messages().some((m) => m.message.method === "textDocument/didSave");
  }

  /** The episodes that the server recorded, as a user sees them. */
  async episodes() {
    const options = ["episodes", "--project", this.project, "--limit", "50", "--json"];
    const environment = { ...process.env, HABITUS_DATA_DIR: this.at("data") };
    const answer = await run(this.habitus, options, { env: environment }).catch((error) => error);
    return answer.stdout?.trim() ? JSON.parse(answer.stdout) : [];
  }

  /** The words that are kept of the project. */
  async words() {
    const options = ["export", this.at("view.json"), "--json", "--force", "--project", this.project];
    await run(this.habitus, options, { env: { ...process.env, HABITUS_DATA_DIR: this.at("data") } });
    return JSON.parse(readFileSync(this.at("view.json"), "utf8")).parts.flatMap((part) => part.words);
  }

  /** Keeps what tells about a failure. */
  keep(folder) {
    mkdirSync(folder, { recursive: true });
    for (const name of ["messages.jsonl", "server.log", "editor.log", "data"]) {
      if (existsSync(this.at(name))) cpSync(this.at(name), join(folder, name), { recursive: true });
    }
  }

  /** Servers that an editor left behind. */
  left() {
    const file = `${this.log}.pids`;
    const pids = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
    return pids.filter((pid) => existsSync(`/proc/${pid}`)).map(Number);
  }

  /** Removes the folder, once nobody writes into it. */
  async close() {
    const ended = () => this.left().length === 0;
    await until("its servers have ended", ended, 5000).catch(() => this.left().forEach((pid) => process.kill(pid, "SIGKILL")));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
