// Which scenarios in which editors; one after the other in an editor, the editors side by side. Prints
// a table of what became of each, and fails unless all went well.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Helix } from "./drivers/hx.mjs";
import { Nvim } from "./drivers/nvim.mjs";
import { VSCode, closeBrowser } from "./drivers/vscode.mjs";
import { here, House, until } from "./house.mjs";
import { draw } from "./picture.mjs";
import { Play } from "./play.mjs";
import { record } from "./record.mjs";
import { SCENARIOS, TEXT, TOLD_BY } from "./scenarios.mjs";

const EDITORS = { nvim: Nvim, hx: Helix, vscode: VSCode };
const habitus = resolve(process.env.HABITUS || join(here, "../../target/debug/habitus"));
const out = join(here, "out");

function chosen(all, names) {
  const some = all.filter((name) => names.includes(name));
  return some.length > 0 ? some : all;
}

/** What of an episode isn't as the scenario says, if anything. */
function differs(editor, wanted, episode) {
  for (const [field, value] of Object.entries(wanted)) {
    const want = field === "by" && value ? value[editor] : value;
    const have = episode[field] ?? null;
    const is = Array.isArray(want) ? want.every((one) => have?.includes(one)) : have === want;
    if (!is) return `${field} is ${JSON.stringify(have)}, not ${JSON.stringify(want)}`;
  }
  return undefined;
}

/** The one settled episode of the place: of lists that began with a name of the scenario's. */
async function episode(house, editor, scenario) {
  let last;
  const ours = (one) => one.end !== "open" && one.typed > 0 && (scenario.wraps || one.shown[0]?.word.startsWith("distinctive_"));
  const look = async () => {
    const found = (await house.episodes()).filter(ours);
    last = found.length === 1 ? differs(editor, scenario.episode, found[0]) : `${found.length} episodes`;
    return !last && found[0];
  };
  return until("the episode says so", look).catch(() => {
    throw new Error(last);
  });
}

const isPlayed = (name, editor) => SCENARIOS[name].editors?.includes(editor) ?? true;

/** Nothing was learned of words that nobody typed. */
async function unlearned(house, scenario) {
  const words = await house.words();
  const found = (scenario.unlearned ?? []).filter((word) => words.includes(word));
  if (found.length > 0) throw new Error(`${found} was learned`);
}

async function one(name, editor) {
  const scenario = SCENARIOS[name];
  const house = new House(habitus, TEXT, { ahead: scenario.isAhead, wraps: scenario.wraps });
  if (scenario.isRepository) await house.makeRepository();
  const folder = join(out, editor);
  mkdirSync(folder, { recursive: true });
  let driver;
  const start = async () => {
    driver = new EDITORS[editor](house);
    driver.tells = TOLD_BY[editor];
    house.starts += driver.servers ?? 1;
    await driver.start();
    return driver;
  };
  const capture = (what) => driver?.capture(join(folder, `${name}-${what}`));
  const play = new Play(house, start, capture);
  try {
    await play.play(scenario.steps);
    play.at = "the episode";
    const found = process.env.EPISODES === "0" ? undefined : await episode(house, editor, scenario);
    if (process.env.EPISODES !== "0") await unlearned(house, scenario);
    const said = JSON.stringify(await house.episodes(), null, 1);
    writeFileSync(join(folder, `${name}-episodes.json`), `${said}\n`);
    if (process.env.RECORD) record(house, editor, name, house.now());
    return { episode: found };
  } catch (error) {
    await capture("failed").catch(() => {});
    house.keep(join(folder, `${name}-failed`));
    return { failed: `${play.at}: ${error.message.split("\n")[0]}`, episodes: await house.episodes().catch(() => []) };
  } finally {
    await driver?.kill();
    await house.close();
  }
}

async function all(names, editor, results) {
  for (const name of names.filter((name) => isPlayed(name, editor))) {
    const began = Date.now();
    const result = await one(name, editor);
    results.set(`${name} ${editor}`, result);
    const time = `${((Date.now() - began) / 1000).toFixed(1)} s`;
    console.log(`${result.failed ? "FAILED" : "ok"}: ${name} in ${editor}, ${time}${result.failed ? `; ${result.failed}` : ""}`);
    if (result.failed) console.log(`  episodes: ${JSON.stringify(result.episodes)}`);
  }
}

function cell(result) {
  if (!result) return "-";
  if (result.failed) return "FAILED";
  const { end, by, kept } = result.episode ?? { end: "played" };
  return [end, by && `by ${by}`, kept?.length > 0 && `kept ${kept.join(" ")}`].filter(Boolean).join(", ");
}

function table(names, editors, results) {
  const line = (cells) => console.log(cells.map((cell, i) => cell.padEnd(i ? 52 : 14)).join("").trimEnd());
  line(["", ...editors]);
  for (const name of names) line([name, ...editors.map((editor) => cell(results.get(`${name} ${editor}`)))]);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((word) => !(word in SCENARIOS) && !(word in EDITORS));
if (unknown.length > 0) {
  console.error(`neither a scenario nor an editor: ${unknown.join(" ")}`);
  process.exit(2);
}
const names = chosen(Object.keys(SCENARIOS), asked);
const editors = chosen(Object.keys(EDITORS), asked);
rmSync(out, { recursive: true, force: true });
const results = new Map();
await Promise.all(editors.map((editor) => all(names, editor, results)));
await draw(out);
await closeBrowser();
console.log();
table(names, editors, results);
const passed = [...results.values()].filter((result) => !result.failed).length;
console.log(`\n${passed} passed, ${results.size - passed} failed`);
process.exit(passed === results.size ? 0 : 1);
