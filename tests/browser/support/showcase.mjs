// `tests/apps/showcase`, started on a port of its own, and the visitors of its pages.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connected, visitor } from "./chromium.mjs";
import { Process } from "./process.mjs";
import { target } from "./project.mjs";

const binary = join(target, "debug/showcase");

export const patience = { timeout: 20_000 };

/** One place for an application: a secret and a ledger that outlive its processes, and the port of the first of them. */
export class Showcase {
  static async start() {
    if (!existsSync(binary)) throw new Error(`no application at ${binary}: run \`cargo build -p showcase\` first`);
    const showcase = new Showcase(mkdtempSync(join(tmpdir(), "liveview-showcase-")));
    await showcase.launch();
    return showcase;
  }

  constructor(folder) {
    this.folder = folder;
    this.secret = randomBytes(32).toString("hex");
    this.port = 0;
  }

  /** Starts a process, where the one before it was. */
  async launch() {
    const env = { ...process.env, PORT: String(this.port), LIVEVIEW_SECRET: this.secret, SHOWCASE_LEDGER: join(this.folder, "ledger") };
    this.process = new Process(binary, [], { env });
    [, this.url] = await this.process.printed(/listening on (http:\/\/\S+)/);
    this.port = Number(new URL(this.url).port);
  }

  /** Ends the process as a crash would. */
  async kill() {
    this.process.child.kill("SIGKILL");
    await this.process.exited;
  }

  async stop() {
    await this.process.stop("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What the handlers wrote down, of a kind, in order. */
  ledger(kind) {
    const path = join(this.folder, "ledger");
    const lines = existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
    return lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  }

  /** A visitor on `path`, connected. Whatever its pages complained of and `work` did not expect is a failure. */
  async visit(browser, path, work, options) {
    const page = await visitor(browser, options);
    try {
      await page.goto(this.url + path);
      await connected(page);
      await work(page);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.context().close();
    }
  }
}

/** Waits until `holds`, which may ask the page, and says what did not. */
export async function until(page, holds, what) {
  const end = Date.now() + patience.timeout;
  while (!(await holds())) {
    assert.ok(Date.now() < end, await what());
    await page.evaluate(() => new Promise((done) => setTimeout(done, 20)));
  }
}

/** Takes the complaints that match, of which there must be one, from those of the page. */
export async function complains(page, pattern) {
  await until(page, () => page.complaints.some((text) => pattern.test(text)), () => `no complaint like ${pattern}: ${page.complaints}`);
  page.complaints = page.complaints.filter((text) => !pattern.test(text));
}

/** Waits until the text of the first element that matches does, too. */
export function shows(page, selector, pattern) {
  return page.waitForFunction(
    ([selector, source]) => new RegExp(source).test(document.querySelector(selector)?.textContent ?? ""),
    [selector, pattern.source],
    patience,
  );
}

/** Waits until every message of the page has its answer. */
export function answered(page) {
  return page.waitForFunction(() => window.sockets.sent.length === window.sockets.answered.length, null, patience);
}

/** Types faster than anybody does, however busy the machine is: what waits for a pause sees none. */
export function types(page, selector, text) {
  return page.evaluate(
    ([selector, text]) => {
      const field = document.querySelector(selector);
      for (const letter of text) {
        field.value += letter;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }
    },
    [selector, text],
  );
}

/** Keeps what `look` sees of the page after each batch of patches; gives what it has seen. */
export async function watch(page, look) {
  // As text, since the page's policy has no room for `eval`.
  const seen = await page.evaluateHandle(`(() => {
    const seen = [];
    window.liveview.on("apply", (event) => seen.push((${look})(event)));
    return seen;
  })()`);
  return () => seen.jsonValue();
}
