// Plays a scenario's steps in one editor. Waits for what an editor shows or tells its server, never for a
// time, but for a list that is to be looked at.
import { readFileSync } from "node:fs";
import { LINE } from "./scenarios.mjs";
import { pause, until } from "./house.mjs";

/** Whether a row is that of a name, which may be followed by what it brings along. */
const is = (row, name) => row.label === name || row.label.startsWith(`${name}(`);

export class Play {
  /** `start`: makes an editor and starts it; `capture`: called with a name when something is worth it. */
  constructor(house, start, capture) {
    Object.assign(this, { house, start, capture });
    this.line = LINE;
  }

  async play(steps) {
    await this.begin();
    for (const step of steps) {
      this.at = JSON.stringify(step);
      await this.step(...step);
    }
  }

  async begin() {
    this.editor = await this.start();
    await this.editor.writeAt(this.line);
  }

  async step(name, ...what) {
    const steps = {
      type: this.type,
      erase: this.erase,
      undo: this.undo,
      take: this.take,
      save: () => this.editor.save(),
      paste: (text) => this.fromOutside(() => this.editor.paste(text)),
      tool: (name) => this.fromOutside(() => this.editor.tool(name)),
      commit: () => this.house.commit(),
      "await analyzer": () => until("rust-analyzer has read all", () => this.house.hasRead(), 120_000),
      "take with import": this.takeAnywhere,
      "text has": this.textHas,
      "let pass": (time) => this.house.letPass(time),
      restart: this.restart,
      picture: this.capture,
      "await list": this.awaitList,
      "take lowest": this.takeLowest,
      "look at it for": pause,
      "go to": (line) => this.editor.writeAt(line),
      "first is what was taken": this.firstIsTaken,
    };
    await steps[name].call(this, ...what);
  }

  /** Key by key, each once the one before is on the screen. */
  async type(text) {
    const before = await this.editor.line();
    for (let i = 0; i < text.length; i++) {
      await this.editor.key(text[i]);
      await this.stands(before + text.slice(0, i + 1));
    }
  }

  async erase(count) {
    const before = await this.editor.line();
    for (let i = 1; i <= count; i++) {
      await this.editor.erase();
      await until("a letter is gone", async () => (await this.editor.line()).length <= before.length - i);
    }
  }

  /** Something that isn't typed; what follows from it, follows at once. */
  async fromOutside(what) {
    const told = this.house.told();
    await what();
    await until("the server is told", () => this.house.told() > told);
    await pause(300);
  }

  stands(text) {
    return until(`'${text}' stands there`, async () => (await this.editor.line()).startsWith(text.trimEnd()));
  }

  async awaitList(label) {
    const shows = async () => (await this.editor.rows()).some((row) => is(row, label));
    // An editor drops its own request where a key comes right behind it. People ask by hand then.
    await until("", shows, 2000).catch(() => this.editor.request());
    await until(`the list has ${label}`, shows);
  }

  async textHas(text) {
    await this.editor.save();
    await until(`the file has ${text}`, () => readFileSync(this.house.file, "utf8").includes(text));
  }

  async take(label) {
    await this.takeAnywhere(label, async () => (await this.editor.line()).trim() === label);
  }

  /** The same, where its line moves meanwhile. */
  async takeAnywhere(label, isTaken = () => true) {
    const told = this.house.told(this.editor.tells);
    await this.choose(label);
    await this.editor.take(label);
    await until("it is taken", isTaken);
    await until("the list is closed", async () => (await this.editor.rows()).length === 0);
    // Neovim holds changes back for 150 ms, and drops the command of a row if a change follows at once.
    await until("the server is told", () => this.house.told(this.editor.tells) > told);
    this.taken = label;
  }

  /** Goes down the list until this row is chosen; the first needs none of it. */
  async choose(label) {
    const rows = await this.editor.rows();
    if (rows[0].label === label) return;
    for (let i = 0; i < 2 * rows.length; i++) {
      if ((await this.editor.rows()).some((row) => row.chosen && is(row, label))) return;
      await this.editor.next();
      await pause(50); // a list tells nothing when the key that it got changed nothing
    }
    throw new Error(`${label} can't be chosen`);
  }

  /** The lowest of the names that could stand here. */
  async takeLowest() {
    const rows = (await this.editor.rows()).filter((row) => row.label.startsWith("distinctive_"));
    if (rows.length < 2) throw new Error("a list of one row has no order");
    await this.take(rows.at(-1).label);
  }

  async undo(word) {
    while ((await this.editor.line()).includes(word)) {
      const [before, told] = [await this.editor.line(), this.house.told()];
      await this.editor.undo();
      await until("something is undone", async () => (await this.editor.line()) !== before);
      await until("the server is told", () => this.house.told() > told);
    }
  }

  /** The editor and its server end; the file is as it was; both begin anew. */
  async restart() {
    await this.editor.stop();
    this.house.restore();
    await this.begin();
  }

  async firstIsTaken() {
    const [first] = await this.editor.rows();
    if (first.label !== this.taken) throw new Error(`first is ${first.label}, ${this.taken} was taken`);
  }
}
