// A project stamped by the real binary, in a temporary folder that is removed at the end.
// Edits go through `edit`, as an editor would save; stamped projects share one target folder.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
/** Where cargo puts what it builds. */
export const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

/** The `liveview` under test: `LIVEVIEW_BIN`, else the debug build of this workspace. */
export const binary = process.env.LIVEVIEW_BIN ?? join(target, "debug/liveview");

/** The environment of a developer's shell, with the target folder that stamped projects share. */
export function environment(extra = {}) {
  const env = { ...process.env, CARGO_TARGET_DIR: process.env.LIVEVIEW_TEST_TARGET ?? join(target, "stamped"), ...extra };
  delete env.CI;
  delete env.LIVEVIEW_SECRET;
  delete env.PORT;
  return env;
}

export class Project {
  /** Stamps `template` as `name` outside the repository. */
  static stamp(template, name = "shop") {
    if (!existsSync(binary)) throw new Error(`no binary at ${binary}: run \`cargo build -p liveview-cli\` first`);
    const folder = mkdtempSync(join(tmpdir(), "liveview-browser-"));
    execFileSync(binary, ["new", join(folder, name), "--template", template, "--no-git", "--no-input"], {
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new Project(folder, join(folder, name));
  }

  constructor(folder, path) {
    this.folder = folder;
    this.path = path;
    this.originals = new Map();
  }

  file(name) {
    return join(this.path, name);
  }

  read(name) {
    return readFileSync(this.file(name), "utf8");
  }

  write(name, text) {
    if (!this.originals.has(name)) this.originals.set(name, existsSync(this.file(name)) ? this.read(name) : null);
    writeFileSync(this.file(name), text);
  }

  /** Replaces `from` by `to` in a file; `from` must be there, or the test would prove nothing. */
  edit(name, from, to) {
    const before = this.read(name);
    if (!before.includes(from)) throw new Error(`${name} does not hold ${JSON.stringify(from)}`);
    this.write(name, before.replace(from, to));
  }

  /** Puts a file back as it was stamped. */
  restore(name) {
    const text = this.originals.get(name);
    if (text === null) rmSync(this.file(name));
    else if (text !== undefined) writeFileSync(this.file(name), text);
  }

  /** Puts every file back that is not as it was stamped. */
  restoreAll() {
    for (const [name, text] of this.originals) {
      const now = existsSync(this.file(name)) ? this.read(name) : null;
      if (now !== text) this.restore(name);
    }
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
