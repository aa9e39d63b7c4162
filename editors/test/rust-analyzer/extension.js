// Starts rust-analyzer as its own extension does (editors/code/src/bootstrap.ts and ctx.ts there), which no
// registry here has: the program is asked for its version twice and must tell it, is started without
// arguments, and has a tenth of a second to stop. Does nothing where no path is set.
const { execFileSync } = require("node:child_process");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async () => {
  const command = vscode.workspace.getConfiguration("rust-analyzer").get("server.path");
  if (!command) return;
  const version = () => execFileSync(command, ["--version"], { encoding: "utf8" }).trim();
  if (!version().startsWith("rust-analyzer ") || version() !== version()) throw new Error("that is no rust-analyzer");
  const options = {
    documentSelector: [{ scheme: "file", language: "rust" }],
    initializationOptions: { checkOnSave: false, procMacro: { enable: false } },
  };
  const run = { command, options: { env: { ...process.env } } };
  client = new LanguageClient("rust-analyzer", "rust-analyzer", { run, debug: run }, options);
  client.registerFeature({
    fillClientCapabilities: (can) => {
      can.experimental = { snippetTextEdit: true, serverStatusNotification: true };
    },
    initialize: () => {},
    getState: () => ({ kind: "static" }),
    clear: () => {},
  });
  await client.start();
};

exports.deactivate = () => client?.stop(100);
