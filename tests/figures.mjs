// Puts figures into a document: `command | node tests/figures.mjs docs/performance.md runtime` replaces what stands between
// `<!-- runtime -->` and `<!-- /runtime -->` by the day, the compiler, and what the command printed.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const [file, part] = process.argv.slice(2);
const figures = readFileSync(0, "utf8").trim();
if (!figures.includes("|---")) throw new Error("there is no table to write");
const [before, , after] = readFileSync(file, "utf8").split(new RegExp(`(?<=<!-- ${part} -->\n)([^]*)(?=<!-- /${part} -->)`));
if (after === undefined) throw new Error(`${file} has no place for \`${part}\``);
const rust = execFileSync("rustc", ["--version"], { encoding: "utf8" }).split(" ", 2).join(" ");
const today = new Date().toISOString().slice(0, 10);
writeFileSync(file, `${before}${today}, ${rust}, ${figures}\n${after}`);
console.log(`${figures}\n\nwritten to ${file}`);
