// A child process whose output is kept, waited for by what it prints, and ended by its id.
import { spawn } from "node:child_process";

export class Process {
  constructor(command, args, options) {
    this.output = "";
    this.listeners = new Set();
    this.child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    this.exited = new Promise((done) => this.child.once("exit", (code, signal) => done({ code, signal, at: Date.now() })));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        this.output += text;
        for (const listener of this.listeners) listener();
      });
    }
    this.exited.then(() => this.listeners.forEach((listener) => listener()));
  }

  /** Resolves to the match once `pattern` is in what was printed after position `from`. */
  printed(pattern, { within = 60_000, from = 0 } = {}) {
    return new Promise((done, fail) => {
      const look = () => {
        const match = this.output.slice(from).match(pattern);
        const ended = this.child.exitCode !== null || this.child.signalCode !== null;
        if (match) finish(() => done(match));
        else if (ended) finish(() => fail(new Error(`ended before it printed ${pattern}:\n${this.output}`)));
      };
      const timer = setTimeout(() => finish(() => fail(new Error(`${within} ms without ${pattern}:\n${this.output}`))), within);
      const finish = (result) => {
        clearTimeout(timer);
        this.listeners.delete(look);
        result();
      };
      this.listeners.add(look);
      look();
    });
  }

  /** Ends it with `signal` and gives the milliseconds that took; kills it after `patience`. */
  async stop(signal = "SIGTERM", patience = 12_000) {
    const start = Date.now();
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill("SIGKILL"), patience);
    const end = await this.exited;
    clearTimeout(timer);
    return { ...end, took: Date.now() - start };
  }
}
