// A wire between a browser and an application, to be cut: after so many bytes, in the middle of a frame, in one direction or
// the other; or to fall silent without being closed. Only sockets are touched; pages and assets pass.
import { connect, createServer } from "node:net";

export class Wire {
  static async to(port) {
    const wire = new Wire(port);
    await new Promise((done) => wire.server.listen(0, "127.0.0.1", done));
    wire.url = `http://127.0.0.1:${wire.server.address().port}`;
    return wire;
  }

  constructor(port) {
    this.target = port;
    this.lines = new Set();
    this.limits = {};
    this.silent = false;
    this.server = createServer((browser) => this.join(browser));
  }

  /** Cuts the socket that carries the next bytes `up` (to the application) or `down`, once `bytes` of them have passed. */
  cut(direction, bytes) {
    this.limits[direction] = bytes;
  }

  /** Nothing passes any more, and nobody is told. New sockets pass. */
  silence() {
    for (const line of this.lines) if (line.isSocket) line.silent = true;
  }

  /** Breaks the application's end of every socket, and the browser's too unless it is to believe that it still has one. */
  break({ tellBrowser = true } = {}) {
    for (const line of this.lines) {
      if (!line.isSocket) continue;
      line.silent = true;
      line.application.destroy();
      if (tellBrowser) line.browser.destroy();
    }
  }

  close() {
    for (const { browser, application } of this.lines) {
      browser.destroy();
      application.destroy();
    }
    this.server.close();
  }

  join(browser) {
    const application = connect(this.target, "127.0.0.1");
    const line = { browser, application, isSocket: false, silent: false };
    this.lines.add(line);
    browser.once("data", (head) => (line.isSocket = head.includes("/ws/liveview/")));
    this.carry(line, "up", browser, application);
    this.carry(line, "down", application, browser);
  }

  carry(line, direction, from, to) {
    from.on("data", (bytes) => {
      if (line.silent) return;
      const limit = line.isSocket ? this.limits[direction] : undefined;
      if (limit === undefined || bytes.length <= limit) {
        if (limit !== undefined) this.limits[direction] -= bytes.length;
        return void to.write(bytes);
      }
      delete this.limits[direction];
      line.silent = true;
      to.end(bytes.subarray(0, limit));
      from.destroy();
    });
    from.on("error", () => {});
    from.on("close", () => {
      this.lines.delete(line);
      if (!line.silent) to.destroy();
    });
  }
}
