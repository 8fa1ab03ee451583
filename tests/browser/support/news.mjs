// A page of `/news`, whose messages and news are counted: nothing runs twice, nothing is lost unseen.
import assert from "node:assert/strict";
import { connected, visitor } from "./chromium.mjs";
import { patience, until } from "./showcase.mjs";

// What a browser itself says about a connection that broke; that is what these tests are about.
const EXPECTED = /WebSocket connection to|ERR_CONNECTION_(REFUSED|RESET)|ERR_INTERNET_DISCONNECTED|could not be fetched again|unknown_outcome/;

export class News {
  /** Opens the page in a context of its own, or in that of another page: as a second tab. */
  static async open(browser, url, { beside } = {}) {
    const page = beside ? await visitor.tab(beside.page.context()) : await visitor(browser);
    await page.goto(`${url}/news`);
    await connected(page);
    return new News(page);
  }

  constructor(page) {
    this.page = page;
    this.closed = 0;
  }

  /** Sends the message `click`, which is written down when it runs. Its answer's error is kept as `window.outcomes[click]`. */
  send(click, { hold = 0 } = {}) {
    return this.page.evaluate(
      ([click, hold]) => {
        window.outcomes ??= {};
        void window.liveview.send("tally", { data: { click, hold: String(hold) } }).then(({ error }) => (window.outcomes[click] = error?.code ?? "done"));
      },
      [click, hold],
    );
  }

  /** Has the browser believe that its network came back, which is when a page tries at once. */
  hurry() {
    return this.page.evaluate(() => void dispatchEvent(new Event("online")));
  }

  /** Has the page's clock jump, as it does while a laptop sleeps. */
  passes(seconds) {
    return this.page.evaluate((seconds) => {
      const now = Date.now;
      Date.now = () => now() + seconds * 1000;
    }, seconds);
  }

  /** Waits until one more socket has been closed; the page may have the next by then. */
  async disconnected() {
    await this.page.waitForFunction((closed) => window.sockets.closed > closed, this.closed, patience);
    this.closed = await this.page.evaluate(() => window.sockets.closed);
  }

  connected(timeout = patience.timeout) {
    return this.page.waitForSelector('html[data-liveview-connection="connected"]', { state: "attached", timeout });
  }

  /** Waits until the page shows these news: each, once, and in their order. */
  async shows(items) {
    const shown = () => this.page.locator("#news li").allInnerTexts();
    await until(this.page, async () => String(await shown()) === String(items), shown);
  }

  /** Waits until the message has its outcome, and gives it. */
  async outcome(click, timeout = patience.timeout) {
    const handle = await this.page.waitForFunction((click) => window.outcomes?.[click], click, { timeout });
    return handle.jsonValue();
  }

  errors() {
    return this.page.evaluate(() => window.sockets.errors);
  }

  async close() {
    const unexpected = this.page.complaints.filter((text) => !EXPECTED.test(text));
    await this.page.close();
    assert.deepEqual(unexpected, []);
  }
}
