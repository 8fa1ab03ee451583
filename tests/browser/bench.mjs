// The figures of the loop in docs/performance.md: `tests/run bench`. Each is printed with its median and its worst, beside something of the same run
// that it can be held against. Times are of this machine; the ratios travel better.
import { spawnSync } from "node:child_process";
import { cpus, tmpdir } from "node:os";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { connected, launch, visitor } from "./support/chromium.mjs";
import { DevServer } from "./support/dev.mjs";
import { Project, binary, environment } from "./support/project.mjs";

const EDITS = 20;
const rows = [];
const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const worst = (times) => Math.max(...times);
const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

function report(what, times, beside = "") {
  rows.push([what, ms(median(times)), ms(worst(times)), beside]);
  console.error(`${what}: median ${ms(median(times))}, worst ${ms(worst(times))} ${beside}`);
}

/** Milliseconds of a whole process, several times. */
function command(words, options, runs = EDITS) {
  return Array.from({ length: runs }, (_, run) => {
    const [program, ...rest] = typeof words === "function" ? words(run) : words;
    const start = process.hrtime.bigint();
    const end = spawnSync(program, rest, { stdio: "ignore", ...options });
    if (end.status !== 0) throw new Error(`${program} ${rest.join(" ")} ended with ${end.status}`);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
}

/** CPU-seconds of a command and its children, by the shell's own count. */
function cpuSeconds(script, cwd, env) {
  const { status, stderr } = spawnSync("bash", ["-c", `TIMEFORMAT='cpu %U %S'; time { ${script}; } >/dev/null 2>&1`], { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
  const [, user, system] = stderr.match(/cpu ([\d.]+) ([\d.]+)/);
  return Number(user) + Number(system);
}

/** From the file being written to the frame that paints the change: 16.7 ms apart, so times come in such steps. */
async function edits(page, server, change, seen) {
  const times = [];
  for (let run = 1; run <= EDITS; run += 1) {
    const painted = page.evaluate(
      ([source, run]) =>
        new Promise((done) => {
          const seen = new Function("run", `return ${source}`);
          const look = () => {
            if (seen(run)) done(Date.now());
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }),
      [seen, run],
    );
    const start = Date.now();
    change(run);
    times.push((await painted) - start);
    await new Promise((done) => setTimeout(done, 150));
  }
  return times;
}

async function loop() {
  const project = Project.stamp("starter");
  const server = await DevServer.start(project);
  const browser = await launch();
  try {
    await server.ready();
    const page = await visitor(browser);
    await page.goto(server.url);
    await connected(page);

    const template = project.read("templates/views/home.html");
    report(
      "template, save to pixels",
      await edits(page, server, (run) => project.write("templates/views/home.html", `${template}<i id="edit-${run}"></i>\n`), "document.getElementById('edit-' + run)"),
    );
    project.restore("templates/views/home.html");

    const style = project.read("assets/app.css");
    report(
      "stylesheet, save to pixels",
      await edits(page, server, (run) => project.write("assets/app.css", `${style}\nbody { outline-offset: ${run}px; }\n`), "getComputedStyle(document.body).outlineOffset === run + 'px'"),
    );
    project.restore("assets/app.css");

    await page.evaluate(() => {
      setInterval(() => document.querySelector("#greet-form button").click(), 20);
    });
    const handler = project.read("src/handlers/greet.rs");
    const rust = await edits(
      page,
      server,
      (run) => project.write("src/handlers/greet.rs", handler.replace('Patch::inner("#greeting")', `Patch::inner("#greeting").title("edit ${run}")`)),
      "document.title === 'edit ' + run",
    );
    const sockets = await page.evaluate(() => window.sockets);
    await browser.close();
    await server.stop("SIGINT");
    const cargo = [];
    for (let run = 1; run <= 10; run += 1) {
      project.write("src/handlers/greet.rs", handler.replace('Patch::inner("#greeting")', `Patch::inner("#greeting").title("again ${run}")`));
      cargo.push(...command(["cargo", "build", "--quiet"], { cwd: project.path, env: environment() }, 1));
    }
    report("`cargo build` alone, after the same edit", cargo);
    report("Rust handler, save to answered by the new code", rust, `${(median(rust) / median(cargo)).toFixed(2)} × cargo build; ${sockets.closed} sockets closed`);
  } finally {
    await browser.close();
    await server.stop("SIGINT");
    project.remove();
  }
}

function scaffolding() {
  const folder = mkdtempSync(join(tmpdir(), "liveview-bench-"));
  try {
    const nothing = command(["true"], {});
    report("an empty process (`true`)", nothing);
    report("`liveview --help`", command([binary, "--help"], {}));
    report("`liveview new` (starter, no git)", command((run) => [binary, "new", join(folder, `app${run}`), "--template", "starter", "--no-git", "--no-input"], {}));
    report("`liveview gen handler`", command((run) => [binary, "gen", "handler", `subscribe${run}`, "--no-input"], { cwd: join(folder, "app0") }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function coldBuilds() {
  for (const template of ["minimal", "starter"]) {
    const project = Project.stamp(template);
    try {
      const env = environment({ CARGO_TARGET_DIR: join(project.folder, "target") });
      const seconds = cpuSeconds("cargo build", project.path, env);
      rows.push([`cold debug build of ${template}`, `${seconds.toFixed(1)} CPU-s`, "", ""]);
      console.error(rows.at(-1).join(" "));
    } finally {
      project.remove();
    }
  }
}

function client() {
  const bytes = readFileSync(new URL("../../runtime/client/dist/liveview.min.js", import.meta.url));
  rows.push(["client", `${brotliCompressSync(bytes).length} B brotli`, "", `${bytes.length} B plain`]);
}

client();
scaffolding();
await loop();
coldBuilds();
console.log(`${cpus().length} × ${cpus()[0].model.trim()}; ${EDITS} runs each\n`);
console.log("| what | median | worst | beside |\n|---|---|---|---|");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
