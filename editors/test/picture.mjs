// Pictures of what a terminal showed: its colored text on a page, and the page's screenshot.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { peers } from "./house.mjs";
import { openBrowser } from "./drivers/vscode.mjs";

const COLORS = "#1d1f21 #cc6666 #b5bd68 #f0c674 #81a2be #b294bb #8abeb7 #c5c8c6 #666666 #d54e53 #b9ca4a #e7c547 #7aa6da #c397d8 #70c0b1 #eaeaea".split(" ");

/** One of the 256 colors of a terminal. */
function indexed(n) {
  if (n < 16) return COLORS[n];
  const level = (i) => (i === 0 ? 0 : 55 + 40 * i);
  if (n > 231) return `rgb(${Array(3).fill(8 + 10 * (n - 232))})`;
  const i = n - 16;
  return `rgb(${[Math.floor(i / 36), Math.floor(i / 6) % 6, i % 6].map(level)})`;
}

/** Takes the numbers of one escape sequence into a style. */
function styled(style, numbers) {
  const left = [...numbers];
  while (left.length > 0) {
    const n = left.shift();
    const side = n >= 48 ? "background" : "color";
    if (n === 0) style = {};
    else if (n === 7) style = { ...style, reversed: true };
    else if (n === 27) style = { ...style, reversed: false };
    else if (n === 1) style = { ...style, bold: true };
    else if ((n === 38 || n === 48) && left.shift() === 2) style = { ...style, [side]: `rgb(${left.splice(0, 3)})` };
    else if (n === 38 || n === 48) style = { ...style, [side]: indexed(left.shift()) };
    else if (n === 39) style = { ...style, color: undefined };
    else if (n === 49) style = { ...style, background: undefined };
    else if (n >= 30 && n < 38) style = { ...style, color: indexed(n - 30) };
    else if (n >= 40 && n < 48) style = { ...style, background: indexed(n - 40) };
    else if (n >= 90 && n < 98) style = { ...style, color: indexed(n - 82) };
    else if (n >= 100 && n < 108) style = { ...style, background: indexed(n - 92) };
  }
  return style;
}

function page(text) {
  const escape = (part) => part.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  let style = {};
  let html = "";
  for (const part of text.split(/(\x1b\[[0-9;:]*m)/)) {
    if (part.startsWith("\x1b[")) {
      style = styled(style, part.slice(2, -1).split(/[;:]/).map(Number));
      continue;
    }
    const { color = "#c5c8c6", background = "#1d1f21", reversed, bold } = style;
    const [front, back] = reversed ? [background, color] : [color, background];
    html += `<span style="color:${front};background:${back};${bold ? "font-weight:bold" : ""}">${escape(part)}</span>`;
  }
  return `<style>span { padding: 2px 0 }</style><body style="margin:8px;background:#1d1f21"><pre style="display:inline-block;margin:0;font:15px/20px monospace">${html}</pre>`;
}

/** Draws what terminals showed, where there is a browser. */
export async function draw(folder) {
  if (!existsSync(join(peers, "bin/chromium")) || !existsSync(folder)) return;
  const captures = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".ansi"));
  for (const name of captures) {
    const path = join(folder, name);
    const text = readFileSync(path, "utf8");
    if (!text.trim()) continue;
    const tab = await (await openBrowser()).newPage();
    await tab.setContent(page(text));
    const box = await tab.$("pre");
    await box.screenshot({ path: path.replace(/\.ansi$/, ".png") });
    await tab.close();
    rmSync(path);
  }
}
