// A real Chromium with a fresh profile, and pages that count what happens to their sockets and what they complain of.
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
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: flags });
}

/** A page of its own browser context (its own cookies): a visitor. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext(options);
  await context.addInitScript(() => {
    const sockets = { opened: 0, closed: 0 };
    const Native = WebSocket;
    window.sockets = sockets;
    window.WebSocket = class extends Native {
      constructor(...words) {
        super(...words);
        if (!String(words[0]).includes("/ws/liveview/")) return;
        sockets.opened += 1;
        this.addEventListener("close", () => (sockets.closed += 1));
      }
    };
  });
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
  return page;
}

/** Waits until the page's socket is open and greeted. */
export function connected(page) {
  return page.waitForSelector('html[data-liveview-connection="connected"]', { timeout: 30_000, state: "attached" });
}
