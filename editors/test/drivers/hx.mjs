// Helix in a terminal. It can be asked nothing: what it shows is read from the screen.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { peers, until } from "../house.mjs";
import { Terminal } from "./terminal.mjs";

const program = process.env.HX || join(peers, "bin/hx");

const CONFIG = `[editor]
true-color = true
auto-info = false
`;
const LANGUAGES = `[language-server.habitus]
command = "habitus"
args = ARGS

[[language]]
name = "rust"
language-servers = ["habitus"]
auto-format = false
`;

export class Helix {
  constructor(house) {
    this.house = house;
    this.terminal = new Terminal(house);
    this.row = 1;
  }

  async start() {
    const folder = join(this.house.environment.XDG_CONFIG_HOME, "helix");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "config.toml"), CONFIG);
    writeFileSync(join(folder, "languages.toml"), LANGUAGES.replace("ARGS", JSON.stringify(this.house.command)));
    await this.terminal.start([program, "-v", "--log", this.house.at("editor.log"), this.house.file]);
    await this.mode("NOR");
    await until("the server is ready", () => this.house.isReady());
  }

  mode(wanted) {
    return until(`the mode is ${wanted}`, async () => (await this.status()).startsWith(wanted));
  }

  async status() {
    const screen = await this.terminal.screen();
    return screen.find((line) => /^ *(NOR|INS|SEL) /.test(line))?.trim() ?? "";
  }

  /** The line of the cursor, up to it where spaces alone stand there. */
  async line() {
    const screen = await this.terminal.screen();
    const gutter = new RegExp(`^[^0-9]*${this.row}(?![0-9]).{0,2}`);
    const shown = screen.find((line) => gutter.test(line)) ?? "";
    const [, row, column] = /([0-9]+):([0-9]+) *$/.exec(await this.status()) ?? [];
    const text = shown.replace(gutter, "").trimEnd();
    return Number(row) === this.row ? text.padEnd(column - 1) : text;
  }

  async writeAt(line) {
    await this.normal();
    this.row = line;
    await this.terminal.type(`${line}GA`);
    await this.mode("INS");
  }

  async normal() {
    if (!(await this.status()).startsWith("NOR")) {
      // An Escape and a letter at once would be Alt and the letter.
      await this.terminal.press("Escape");
      await this.mode("NOR");
    }
  }

  async key(letter) {
    await this.terminal.type(letter);
  }

  async erase() {
    await this.terminal.press("BSpace");
  }

  /** The menu stands beneath its word: a name, spaces, and what kind of thing it is. */
  async rows() {
    const screen = await this.terminal.screen();
    const kinds = "variable|function|method|field|keyword|struct|module|enum|constant|interface|text|enum-member";
    const row = new RegExp(`(?:^|[ │])([A-Za-z_][A-Za-z0-9_]*!?)(?:\\(use [^)]*\\))? +(?:${kinds})(?: |$)`);
    const found = screen.map((line) => row.exec(line)?.[1]).filter(Boolean);
    const now = (await this.line()).trim();
    return found.map((label) => ({ label, chosen: now.endsWith(label) }));
  }

  /** Asks for a list. */
  request() {
    return this.terminal.press("C-x");
  }

  next() {
    return this.terminal.press("Tab");
  }

  /** Tab chooses the first row unless one is chosen, Enter takes it. */
  async take(label) {
    const chosen = async () => (await this.line()).trimEnd().endsWith(label);
    if (!(await chosen())) await this.next();
    await until("the row is chosen", chosen);
    await this.terminal.press("Enter");
  }

  async undo() {
    await this.normal();
    await this.terminal.type("u");
  }

  paste(text) {
    return this.terminal.paste(text);
  }

  async save() {
    await this.normal();
    await this.terminal.type(":write");
    await this.terminal.press("Enter");
    await until("it is saved", () => this.house.isSaved());
  }

  capture(name) {
    return this.terminal.capture(name);
  }

  async stop() {
    await this.normal();
    await this.terminal.type(":quit-all!");
    await this.terminal.press("Enter");
    await this.terminal.ended();
  }

  async kill() {
    await this.terminal.kill();
  }
}
