// A real Chromium with a fresh profile, and pages that keep what happens to their sockets and what they complain of.
// `page.evaluate(() => window.sockets)`: opened, closed, the `ref`s sent and finally answered, in order, and the codes of
// `liveview:error`.
import { chromium } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: flags,
    // Pages that are left may wait in the back-forward cache, as they do for everybody.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
}

/** A page of its own browser context (its own cookies): a visitor. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext(options);
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, sample }) => console.error(`policy: ${violatedDirective} ${sample}`));
    const sockets = { opened: 0, closed: 0, sent: [], answered: [], errors: [] };
    addEventListener("liveview:error", ({ detail }) => sockets.errors.push(detail.code));
    const Native = WebSocket;
    window.sockets = sockets;
    window.WebSocket = class extends Native {
      constructor(...words) {
        super(...words);
        this.counted = String(words[0]).includes("/ws/liveview/");
        if (!this.counted) return;
        sockets.opened += 1;
        this.addEventListener("close", () => (sockets.closed += 1));
        this.addEventListener("message", ({ data }) => {
          const { ref, part } = JSON.parse(data);
          if (ref !== undefined && !part) sockets.answered.push(ref);
        });
      }
      send(text) {
        if (this.counted) sockets.sent.push(JSON.parse(text).ref);
        super.send(text);
      }
    };
  });
  return visitor.tab(context);
}

/** Another page of the same visitor. */
visitor.tab = async (context) => {
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
  return page;
};

/** Waits until the page's socket is open and greeted. */
export function connected(page) {
  return page.waitForSelector('html[data-liveview-connection="connected"]', { timeout: 30_000, state: "attached" });
}
