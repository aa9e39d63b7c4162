// VS Code as code-server in a real browser, with our extension in it.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { peers, until } from "../house.mjs";

const require = createRequire(join(peers, "npm/"));

/** The browser that all who need one share; closed by [`closeBrowser`]. */
let browser;
export async function openBrowser() {
  const puppeteer = require("puppeteer-core");
  const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  browser ??= await puppeteer.launch({
    executablePath: join(peers, "bin/chromium"),
    headless: true,
    args: [...quiet, "--no-sandbox", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
    defaultViewport: { width: 1100, height: 700 },
  });
  return browser;
}

export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

const SETTINGS = {
  "editor.wordBasedSuggestions": "off",
  "editor.minimap.enabled": false,
  "files.autoSave": "off",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
};

/** A port that nobody listens at. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export class VSCode {
  constructor(house) {
    this.house = house;
    // Round rust-analyzer there are two of ours: that, and a companion.
    this.servers = house.wraps ? 2 : 1;
  }

  async start() {
    const folder = this.house.at("vscode");
    mkdirSync(join(folder, "User"), { recursive: true });
    const wrapped = this.house.wraps && { "rust-analyzer.server.path": await this.house.shim() };
    const settings = { ...SETTINGS, "habitus.server.path": this.house.server, ...wrapped };
    writeFileSync(join(folder, "User/settings.json"), JSON.stringify(settings));
    const port = await freePort();
    await this.serve(folder, port);
    const context = await (await openBrowser()).createBrowserContext();
    this.context = context;
    this.page = await context.newPage();
    const url = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(this.house.project)}`;
    // It listens before it has anything to show, and says so with an error.
    await until("code-server answers", () => this.page.goto(url).then((answer) => answer?.ok(), () => false));
    await this.open();
  }

  async serve(folder, port) {
    const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"];
    const where = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--user-data-dir", folder];
    const options = [...where, ...quiet, "--extensions-dir", join(peers, "extensions"), "--config", this.house.at("code.yaml")];
    writeFileSync(this.house.at("code.yaml"), "cert: false\n");
    this.process = spawn(join(peers, "bin/code-server"), options, {
      env: this.house.environment,
      detached: true, // a group of its own, so that all of it ends together
      stdio: ["ignore", "pipe", "pipe"],
    });
    const log = createWriteStream(this.house.at("editor.log"), { flags: "a" });
    this.process.stdout.pipe(log);
    this.process.stderr.pipe(log);
    this.exited = new Promise((resolve) => this.process.on("exit", resolve));
  }

  /** The file by its name, as a person opens it. */
  async open() {
    await this.page.waitForSelector(".explorer-folders-view .monaco-list-row", { timeout: 60_000 });
    await this.press("Control", "p");
    await this.page.waitForSelector(".quick-input-widget input", { visible: true });
    await this.page.keyboard.type("main.rs");
    await until("the file is found", () => this.has(".quick-input-widget .monaco-list-row", "main.rs"));
    await this.page.keyboard.press("Enter");
    await until("the file is open", () => this.has(".view-line", "fn main"));
    await until("the server is ready", () => this.house.isReady(), 60_000);
  }

  /** Whether something visible holds a text. */
  async has(selector, text) {
    const texts = await this.page.$$eval(selector, (all) => all.map((one) => one.textContent));
    return texts.some((one) => one.replace(/\u00a0/g, " ").includes(text));
  }

  async press(...keys) {
    const held = keys.slice(0, -1);
    for (const key of held) await this.page.keyboard.down(key);
    await this.page.keyboard.press(keys.at(-1));
    for (const key of held.reverse()) await this.page.keyboard.up(key);
  }

  /** The line that was gone to. */
  async line() {
    const lines = await this.page.$$eval(".editor-instance .view-line", (all) =>
      all.map((one) => [parseFloat(one.style.top), one.textContent]),
    );
    const sorted = lines.sort((a, b) => a[0] - b[0]);
    return sorted[this.row - 1]?.[1].replace(/\u00a0/g, " ") ?? "";
  }

  async writeAt(line) {
    this.row = line;
    await this.normal();
    await this.press("Control", "g");
    await this.page.waitForSelector(".quick-input-widget input", { visible: true });
    await this.page.keyboard.type(`${line}`);
    await this.page.keyboard.press("Enter");
    await this.page.waitForSelector(".quick-input-widget", { hidden: true });
    await this.press("End");
    await until("the cursor is there", () => this.has(".statusbar-item", `Ln ${line},`));
  }

  /** Closes a list, if there is one. */
  async normal() {
    if ((await this.rows()).length > 0) {
      await this.press("Escape");
      await until("the list is closed", async () => (await this.rows()).length === 0);
    }
  }

  key(letter) {
    return this.page.keyboard.type(letter);
  }

  erase() {
    return this.press("Backspace");
  }

  rows() {
    return this.page.$$eval(".suggest-widget.visible .monaco-list-row", (all) => {
      const place = (one) => parseFloat(one.style.top);
      const row = (one) => ({
        label: one.querySelector(".label-name")?.textContent ?? "",
        chosen: one.classList.contains("focused"),
      });
      return all.sort((a, b) => place(a) - place(b)).map(row);
    });
  }

  /** Asks for a list. */
  request() {
    return this.press("Control", "Space");
  }

  next() {
    return this.press("ArrowDown");
  }

  take() {
    return this.press("Tab");
  }

  undo() {
    return this.press("Control", "z");
  }

  /** See editors/test/tools. */
  async tool(name) {
    await this.normal();
    await this.press("Control", "Alt", name[0]);
  }

  /** As a browser tells of a paste: a headless one has no clipboard. */
  async paste(text) {
    await this.page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      const options = { clipboardData, bubbles: true, cancelable: true };
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
    }, text);
  }

  async save() {
    await this.press("Control", "s");
    await until("it is saved", () => this.house.isSaved());
  }

  capture(name) {
    return this.page.screenshot({ path: `${name}.png` });
  }

  /** The window is closed, and what served it ends. */
  async stop() {
    await this.page.close({ runBeforeUnload: false });
    await this.kill();
  }

  async kill() {
    await this.context?.close().catch(() => {});
    this.context = undefined;
    if (this.process?.exitCode === null && this.process.signalCode === null) {
      process.kill(-this.process.pid, "SIGTERM");
      await this.exited;
    }
  }
}
