// Neovim with its own completion, in a terminal; it is asked over its socket what it shows.
import { execFile, spawn } from "node:child_process";
import { createWriteStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { here, peers, until } from "../house.mjs";
import { Terminal } from "./terminal.mjs";

const run = promisify(execFile);
const program = process.env.NVIM || join(peers, "bin/nvim");

// Tab takes the chosen row, or the first.
const INIT = `
vim.opt.swapfile = false
vim.opt.completeopt = { 'menuone', 'noselect' }
vim.keymap.set('i', '<Tab>', function()
  if vim.fn.pumvisible() == 0 then return '<Tab>' end
  return vim.fn.complete_info({ 'selected' }).selected < 0 and '<C-n><C-y>' or '<C-y>'
end, { expr = true })
vim.lsp.config('habitus', { cmd = COMMAND })
vim.lsp.enable('habitus')
-- What tools do to a text.
local function replaced(from, to)
  local edits = {}
  for row, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local first, last = line:find(from, 1, true)
    local place = function(at) return { line = row - 1, character = at } end
    if first then
      table.insert(edits, { range = { start = place(first - 1), ['end'] = place(last) }, newText = to })
    end
  end
  vim.lsp.util.apply_text_edits(edits, vim.api.nvim_get_current_buf(), 'utf-16')
end
Tools = {
  format = function() replaced(' = ', ' =\\n        ') end,
  rename = function() replaced('distinctive_alpha', 'renamed_one') end,
  import = function()
    local start = { line = 0, character = 0 }
    local edit = { range = { start = start, ['end'] = start }, newText = 'use crate::imported_one;\\n' }
    vim.lsp.util.apply_text_edits({ edit }, vim.api.nvim_get_current_buf(), 'utf-16')
  end,
}
vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    vim.lsp.completion.enable(true, event.data.client_id, event.buf, { autotrigger = true })
    -- Neovim asks by itself at a server's trigger characters alone; people let it ask at letters too.
    vim.api.nvim_create_autocmd('InsertCharPre', { buffer = event.buf, callback = function()
      if vim.fn.pumvisible() == 0 and vim.v.char:match('[%w_]') then vim.schedule(vim.lsp.completion.get) end
    end })
  end,
})
`;

export class Nvim {
  constructor(house) {
    this.house = house;
    this.socket = house.at("nvim");
    this.terminal = new Terminal(house);
  }

  async start() {
    const init = this.house.at("init.lua");
    const command = ["habitus", ...this.house.command].map((part) => `'${part}'`);
    writeFileSync(init, INIT.replace("COMMAND", `{ ${command.join(", ")} }`));
    const ours = `set rtp^=${join(here, "../nvim")}`;
    const options = ["--headless", "--clean", "--listen", this.socket, "--cmd", ours, "-u", init, this.house.file];
    // A screen apart: Neovim starts its own half by the name of its program, which is the loader's here.
    this.process = spawn(program, options, { env: this.house.environment, cwd: this.house.project, stdio: ["ignore", "pipe", "pipe"] });
    this.exited = new Promise((resolve) => this.process.on("exit", resolve));
    for (const from of [this.process.stdout, this.process.stderr]) {
      from.pipe(createWriteStream(this.house.at("editor.log"), { flags: "a" }));
    }
    await until("Neovim answers", async () => (await this.ask("1")) === "1");
    await this.terminal.start([program, "--server", this.socket, "--remote-ui"]);
    await until("it has a screen", async () => (await this.ask("len(nvim_list_uis())")) === "1");
    await until("the server is ready", () => this.house.isReady());
  }

  async ask(expression) {
    const answer = await run(program, ["--server", this.socket, "--remote-expr", expression]).catch(() => undefined);
    return answer?.stdout.trim();
  }

  mode(wanted) {
    return until(`the mode is ${wanted}`, async () => (await this.ask("mode()"))?.startsWith(wanted));
  }

  /** The line of the cursor. */
  async line() {
    return JSON.parse((await this.ask("json_encode(getline('.'))")) ?? '""');
  }

  async writeAt(line) {
    await this.normal();
    await this.terminal.type(`${line}GA`);
    await this.mode("i");
  }

  async normal() {
    await this.terminal.press("Escape");
    await this.mode("n");
  }

  async key(letter) {
    await this.terminal.type(letter);
  }

  async erase() {
    await this.terminal.press("BSpace");
  }

  async rows() {
    const answer = await this.ask("json_encode(complete_info(['items', 'selected', 'pum_visible']))");
    const info = JSON.parse(answer ?? "{}");
    if (!info.pum_visible) return [];
    return info.items.map((item, i) => ({ label: item.abbr || item.word, chosen: i === info.selected }));
  }

  /** Asks for a list. */
  request() {
    return this.terminal.press("C-x", "C-o");
  }

  next() {
    return this.terminal.press("C-n");
  }

  take() {
    return this.terminal.press("Tab");
  }

  async undo() {
    await this.normal();
    await this.terminal.type("u");
  }

  /** By the functions by which Neovim applies what a server wants. */
  async tool(name) {
    await this.normal();
    await this.ask(`luaeval("Tools.${name}()")`);
  }

  /** As a terminal's paste comes in. */
  async paste(text) {
    await this.ask(`nvim_paste(${JSON.stringify(text)}, v:true, -1)`);
  }

  async save() {
    await this.normal();
    await this.terminal.type(":write");
    await this.terminal.press("Enter");
    await until("it is saved", async () => (await this.ask("&modified")) === "0");
  }

  capture(name) {
    return this.terminal.capture(name);
  }

  async stop() {
    await this.normal();
    await this.terminal.type(":qall!");
    await this.terminal.press("Enter");
    await this.exited;
    await this.terminal.ended();
  }

  async kill() {
    if (this.process?.exitCode === null && this.process.signalCode === null) {
      this.process.kill("SIGKILL");
      await this.exited;
    }
    await this.terminal.kill();
  }
}
