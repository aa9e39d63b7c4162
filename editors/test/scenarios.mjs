// What is done in every editor, in words that each of them understands, and what the episode then
// says. A run begins with this file, the cursor behind the spaces of line 5, and an empty data folder.
export const TEXT = `fn main() {
    let distinctive_gamma = 1;
    let distinctive_beta = 2;
    let distinctive_alpha = 3;
    
}

fn elsewhere() {
    
}
`;
export const LINE = 5;
const ELSEWHERE = 9;

const ALPHA = "distinctive_alpha";
const shown = [
  ["type", "dist"],
  ["await list", ALPHA],
];
const accepted = [...shown, ["take", ALPHA]];
/** A place is settled once something is written in another one. */
const leave = [
  ["go to", ELSEWHERE],
  ["type", ";"],
];

/** How each editor says that a row was taken. */
export const TOLD_BY = { nvim: "command", hx: "text", vscode: "command" };

/** What a tool does after a row was taken is no outcome, and teaches no word. Helix has no such tools here. */
const tools = (steps, unlearned = []) => ({
  editors: ["nvim", "vscode"],
  steps: [...accepted, ["type", ";"], ...leave, ...steps],
  episode: { typed: 4, end: "accepted", word: ALPHA, by: TOLD_BY },
  unlearned,
});

/**
 * `steps`: what is done. `episode`: what must stand in the one of the place; `by` is the editor's own.
 * `editors`: in which it is played, if not in all; `unlearned`: words that are not to be kept.
 * `wraps`: round rust-analyzer.
 * `isRepository`: the project is one of git's; `isAhead`: the server's clock is moved by "let pass".
 */
export const SCENARIOS = {
  accepted: {
    steps: [...shown, ["picture", "list"], ["take", ALPHA], ["type", ";"], ...leave],
    episode: { typed: 4, end: "accepted", word: ALPHA, by: TOLD_BY },
  },
  typed_through: {
    steps: [...shown, ["type", "inctive_alpha;"], ...leave],
    episode: { end: "typed_through", word: ALPHA, row: null, by: null },
  },
  edited: {
    steps: [...accepted, ["erase", "alpha".length], ["type", "omega;"], ...leave],
    episode: { typed: 4, end: "edited", word: "distinctive_omega", by: TOLD_BY },
  },
  kept: {
    isRepository: true,
    isAhead: true,
    steps: [...accepted, ["type", ";"], ...leave, ["save"], ["let pass", 5 * 60_000], ["commit"]],
    episode: { typed: 4, end: "accepted", word: ALPHA, by: TOLD_BY, kept: ["30s", "5min", "save", "commit"] },
  },
  undone: {
    steps: [...accepted, ["undo", ALPHA], ...leave],
    episode: { typed: 4, end: "undone", by: TOLD_BY },
  },
  refused: {
    steps: [...shown, ["look at it for", 1300], ["type", "urb;"], ...leave],
    episode: { typed: 4, end: "refused", row: null, by: null },
  },
  ignored: {
    steps: [...shown, ["type", "urb;"], ...leave],
    episode: { typed: 4, end: "ignored", row: null, by: null },
  },
  formatted: tools([["tool", "format"]]),
  imported: tools([["tool", "import"]], ["imported_one"]),
  /** One that isn't in scope yet: rust-analyzer's row in our list brings it along. */
  wrapped: {
    wraps: true,
    steps: [
      ...[["await analyzer"], ["type", "HashM"], ["await list", "HashMap"], ["picture", "list"], ["take with import", "HashMap"]],
      ...[["text has", "use std::collections::HashMap;\n\nfn main"], ["text has", "\n    HashMap\n"]],
      ...[["go to", ELSEWHERE + 2], ["type", ";"]],
    ],
    episode: { typed: 5, end: "accepted", word: "HashMap", by: TOLD_BY },
  },
  renamed: tools([["tool", "rename"]], ["renamed_one"]),
  pasted: {
    ...tools([["go to", ELSEWHERE], ["paste", "pasted_one();\n    pasted_two();"]], ["pasted_one", "pasted_two"]),
    editors: ["nvim", "hx", "vscode"],
  },
  restart: {
    steps: [
      ...[...shown, ["picture", "before"], ["take lowest"], ["type", ";"], ...leave, ["save"]],
      ...[["restart"], ...shown, ["picture", "after"], ["first is what was taken"]],
    ],
    episode: { typed: 4, end: "accepted", by: TOLD_BY },
  },
};
