// What tools do to a text in VS Code: a formatter that breaks lines, an import and a rename as code actions
// make them. Neovim's are in drivers/nvim.mjs.
const vscode = require("vscode");

/** An edit for each place of a text. */
function replaced(document, pattern, text) {
  const range = ({ index, 0: found }) => new vscode.Range(document.positionAt(index), document.positionAt(index + found.length));
  return [...document.getText().matchAll(pattern)].map((match) => vscode.TextEdit.replace(range(match), text));
}

function apply(edits) {
  const document = vscode.window.activeTextEditor.document;
  const all = new vscode.WorkspaceEdit();
  all.set(document.uri, edits(document));
  return vscode.workspace.applyEdit(all);
}

exports.activate = (context) => {
  const format = { provideDocumentFormattingEdits: (document) => replaced(document, / = /g, " =\n        ") };
  const start = new vscode.Position(0, 0);
  context.subscriptions.push(
    vscode.languages.registerDocumentFormattingEditProvider("rust", format),
    vscode.commands.registerCommand("tools.import", () => apply(() => [vscode.TextEdit.insert(start, "use crate::imported_one;\n")])),
    vscode.commands.registerCommand("tools.rename", () => apply((document) => replaced(document, /distinctive_alpha/g, "renamed_one"))),
  );
};
