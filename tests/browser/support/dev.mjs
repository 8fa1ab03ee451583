// `liveview dev` on a stamped project, as a developer would run it.
import { createServer } from "node:net";
import { Process } from "./process.mjs";
import { binary, environment } from "./project.mjs";

/** A port that is free at this moment. */
export function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

export class DevServer extends Process {
  static async start(project, words = []) {
    const port = String(await freePort());
    const server = new DevServer(binary, ["dev", "--port", port, ...words], { cwd: project.path, env: environment() });
    [, server.url] = await server.printed(/(http:\/\/(?:127\.0\.0\.1|localhost):\d+)/);
    return server;
  }

  /** Waits for the first good build to be served. */
  async ready() {
    const deadline = Date.now() + 600_000;
    while (Date.now() < deadline) {
      const answer = await fetch(this.url).catch(() => null);
      if (answer?.ok && (await answer.text()).includes("data-room=")) return this;
      if (this.child.exitCode !== null) throw new Error(`liveview dev ended:\n${this.output}`);
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`no page within ten minutes:\n${this.output}`);
  }

  /** The inspector's address, with the token that opens it once. */
  async inspector() {
    const [, address] = await this.printed(/(http:\/\/\S+\/__liveview\/inspector\S*)/);
    return address;
  }
}
