// Starts the server and hands it the settings. All that is learned, and all that is offered, is the
// server's business.
import { closeSync, openSync, readSync } from "node:fs";
import { homedir } from "node:os";
import { commands, ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const logs = window.createOutputChannel("Habitus", { log: true });
  const start = async (): Promise<void> => {
    const path = workspace.getConfiguration("habitus").get("server.path", "habitus");
    const next = new LanguageClient("habitus", "Habitus", serverOptions(path), clientOptions());
    client = next;
    try {
      await next.start();
    } catch (error) {
      logs.error(String(error));
      await explain(path);
    }
  };
  context.subscriptions.push(
    logs,
    commands.registerCommand("habitus.restart", async () => {
      await deactivate();
      await start();
    }),
    commands.registerCommand("habitus.openLogs", () => (client?.outputChannel ?? logs).show()),
    workspace.onDidChangeConfiguration(async (event) => {
      if (["habitus.server.path", "rust-analyzer.server.path"].some((name) => event.affectsConfiguration(name))) {
        await commands.executeCommand("habitus.restart");
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  const last = client;
  client = undefined;
  await last?.dispose().catch(() => undefined); // one that never started has nothing to stop
}

function serverOptions(path: string): ServerOptions {
  return { command: path, args: isWrapped() ? ["serve", "--companion"] : ["serve"] };
}

/** Whether the rust-analyzer extension starts us round its server, by a file that `habitus shim` wrote. */
function isWrapped(): boolean {
  const set = workspace.getConfiguration("rust-analyzer").get<unknown>("server.path");
  if (typeof set !== "string") return false;
  // As that extension reads it.
  const home = homedir();
  const named = set.replace(/^~(?=\/)/, home).replaceAll("${userHome}", home);
  const path = named.replace(/\$\{env:(.*?)\}/g, (_, name: string) => process.env[name] ?? "");
  try {
    const file = openSync(path, "r");
    const head = Buffer.alloc(128);
    const length = readSync(file, head);
    closeSync(file);
    return head.toString("utf8", 0, length).includes("# Made by `habitus shim`");
  } catch {
    return false; // no such file: then it isn't started either
  }
}

function clientOptions(): LanguageClientOptions {
  const settings = workspace.getConfiguration("habitus");
  const { learning, completion, rows } = settings as Record<string, unknown>;
  return {
    documentSelector: [
      { scheme: "file", language: "rust" },
      { scheme: "untitled", language: "rust" },
    ],
    initializationOptions: { habitus: { learning, completion, rows } },
    synchronize: { configurationSection: "habitus" },
  };
}

/** The one fault that a user can mend: the program isn't there. */
async function explain(path: string): Promise<void> {
  const open = "Open Settings";
  const text = `Habitus: "${path}" can't be started. Install it (cargo install --path .) or say where it is.`;
  if ((await window.showErrorMessage(text, open)) === open) {
    await commands.executeCommand("workbench.action.openSettings", "habitus.server.path");
  }
}
