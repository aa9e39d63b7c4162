// A terminal with a program in it: keys in, screen out. tmux is the terminal.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { until } from "../house.mjs";

const run = promisify(execFile);

export class Terminal {
  constructor(house) {
    this.house = house;
    this.socket = house.at("tmux");
  }

  tmux(...options) {
    return run("tmux", ["-S", this.socket, "-f", "/dev/null", ...options], { env: this.house.environment });
  }

  async start(command, columns = 80, lines = 16) {
    const size = ["-x", `${columns}`, "-y", `${lines}`];
    const settings = ["set", "-s", "escape-time", "0", ";", "set", "-g", "status", "off"];
    await this.tmux("start-server", ";", ...settings, ";", "new-session", "-d", ...size, "-c", this.house.project, ...command);
  }

  /** Keys by tmux's names: `Escape`, `Tab`, `C-n`. */
  press(...keys) {
    return this.tmux("send-keys", ...keys);
  }

  /** Keys as they stand in a text. */
  type(text) {
    return this.tmux("send-keys", "-l", "--", text.replace(/;$/, "\\;")); // a last one would end tmux's command
  }

  /** As a terminal pastes. */
  async paste(text) {
    await this.tmux("set-buffer", "--", text);
    await this.tmux("paste-buffer", "-p", "-r");
  }

  /** The lines of the screen. */
  async screen() {
    const answer = await this.tmux("capture-pane", "-p").catch(() => ({ stdout: "" }));
    return answer.stdout.split("\n");
  }

  /** The screen into NAME.txt, and for a page that shows its colors into NAME.ansi. */
  async capture(name) {
    writeFileSync(`${name}.txt`, (await this.screen()).join("\n"));
    const colored = await this.tmux("capture-pane", "-p", "-e", "-N").catch(() => ({ stdout: "" }));
    writeFileSync(`${name}.ansi`, colored.stdout);
  }

  /** Waits until the program has ended by itself. */
  async ended() {
    const lives = () => this.tmux("list-sessions").then(() => true, () => false);
    await until("the editor has ended", async () => !(await lives()));
  }

  async kill() {
    await this.tmux("kill-server").catch(() => {});
  }
}
