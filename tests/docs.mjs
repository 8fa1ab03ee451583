// What the documents say must be so: every relative link leads somewhere, every path they name exists, every sample of code
// in README.md and docs/guide stands in the starter, in runtime/examples or in tests/runtime/guide.rs, line for line, and in
// docs/parity.md in the showcase; and every test that docs/parity.md and docs/security.md name is one.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));
const tracked = (...paths) => execFileSync("git", ["ls-files", ...paths], { encoding: "utf8" }).trim().split("\n").filter(existsSync);
const pages = tracked("*.md").filter((page) => !page.startsWith("starter/") && !page.startsWith("minimal/"));
const read = (path) => readFileSync(path, "utf8");
const sources = (folder) => tracked(folder).filter((file) => /\.(rs|html|toml)$/.test(file)).map(read);
const samples = { starter: [...sources("starter"), ...sources("tests/runtime/guide.rs"), ...sources("runtime/examples")], showcase: sources("tests/apps/showcase") };
const tests = tracked("tests/browser", "tests/runtime", "runtime/src", "runtime/client/tests").filter((file) => /\.(mjs|rs|ts)$/.test(file));
let passed = 0;
let failed = 0;

function check(holds, complaint) {
  if (holds) passed += 1;
  else {
    failed += 1;
    console.error(complaint);
  }
}

for (const page of pages) {
  const text = read(page);
  const prose = text.replace(/```[\s\S]*?```/g, "");
  for (const [, link] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^(https?:|mailto:|#)/.test(link)) continue;
    check(existsSync(join(dirname(page), link.split("#")[0])), `${page}: links to ${link}, which does not exist`);
  }
  for (const [, path] of prose.matchAll(/`((?:cli|templates|runtime|tests)\/[\w./-]+)`/g)) {
    // The guide speaks of a project: of the starter's files, and of what `gen handler subscribe` adds to them.
    const inProject = page.startsWith("docs/guide/") && (existsSync(join("starter", path)) || path.includes("subscribe"));
    check(inProject || existsSync(path), `${page}: names \`${path}\`, which does not exist`);
  }
  const parity = page === "docs/parity.md";
  const security = page === "docs/security.md";
  for (const [, name, title] of parity || security ? prose.matchAll(/`(\w+): ([^`]+)`/g) : []) {
    const files = tests.filter((file) => file.split("/").at(-1).split(".")[0] === name);
    check(files.some((file) => read(file).includes(title)), `${page}: there is no test \`${title}\` in ${files.join(" or ") || name}`);
  }
  for (let row = 1; security && row <= 47; row++) {
    const line = prose.match(new RegExp(`^\\| R${row} \\|.*$`, "m"))?.[0] ?? "";
    check(/`\w+: /.test(line) || line.includes("not there"), `${page}: row R${row} names no test, and no reason for none`);
  }
  if (parity || page === "README.md" || page.startsWith("docs/guide/")) {
    const where = parity ? "showcase" : "starter";
    for (const [, language, code] of text.matchAll(/```(rust|html)\n([\s\S]*?)```/g)) {
      const lines = code.split("\n").filter((line) => !line.startsWith("// src/")).join("\n").trim();
      check(samples[where].some((file) => file.includes(lines)), `${page}: a sample of ${language} is not in the ${where}:\n${lines}\n`);
    }
  }
}
check(statSync("README.md").size < 12_000, "README.md: longer than anybody reads");
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
