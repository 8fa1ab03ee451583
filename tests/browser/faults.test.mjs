// What happens to connections, in Chromium: a server killed, a wire cut in the middle of a frame, a laptop asleep, a page
// in the back-forward cache. In none of it does a message run twice or get lost unseen.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "./support/chromium.mjs";
import { News } from "./support/news.mjs";
import { Showcase, until } from "./support/showcase.mjs";
import { Wire } from "./support/wire.mjs";

const upTo = (last) => [...Array(last).keys()].map((index) => index + 1);

describe("a connection", { concurrency: true }, () => {
  let browser;

  before(async () => {
    browser = await launch();
  });

  after(() => browser?.close());

  /** An application of the test's own, with a wire to it, and the way to pages of `/news` over that wire. */
  async function site(work) {
    const app = await Showcase.start();
    const wire = await Wire.to(app.port);
    const pages = [];
    const open = async (options) => {
      const page = await News.open(browser, wire.url, options);
      pages.push(page);
      return page;
    };
    const post = (from, to = from) => fetch(`${app.url}/news/post/${from}/${to}`);
    try {
      await work({ app, wire, open, post });
      for (const page of pages) await page.close();
    } finally {
      for (const { page } of pages) await page.context().close();
      wire.close();
      await app.stop();
    }
  }

  /** Each of `clicks` ran once. */
  const ranOnce = (app, clicks) => assert.deepEqual(app.ledger("tally").sort(), [...clicks].sort());

  test("survives a server that is killed and comes back after 20 seconds", () =>
    site(async ({ app, open, post }) => {
      const pages = [await open(), await open(), await open()];
      const [page] = pages;
      await post(1, 2);
      for (const each of pages) await each.shows([1, 2]);
      await page.send("before");
      assert.equal(await page.outcome("before"), "done");
      await page.send("during", { hold: 60_000 });
      await until(page.page, () => app.ledger("tally").length === 2, () => "it runs");
      await app.kill();
      const back = new Promise((done) => setTimeout(done, 20_000));
      for (const each of pages) await each.disconnected();
      await new Promise((done) => setTimeout(done, 12_000));
      await page.send("while away");
      await back;
      await app.launch();
      await post(3);
      // A page waits 30 s at most before it tries again.
      for (const each of pages) await each.connected(40_000);
      for (const each of pages) await each.shows([1, 2, 3]);
      assert.equal(await page.outcome("during"), "unknown_outcome");
      assert.equal(await page.outcome("while away"), "done");
      await page.send("after");
      assert.equal(await page.outcome("after"), "done");
      ranOnce(app, ["before", "during", "while away", "after"]);
      for (const each of pages) assert.deepEqual(await each.errors(), each === page ? ["unknown_outcome"] : []);
      await post(4);
      for (const each of pages) await each.shows([1, 2, 3, 4]);
    }));

  for (const [direction, sizes] of [
    ["up", [0, 1, 2, 5, 6, 20, 50, 90]],
    ["down", [0, 1, 2, 3, 10, 40, 70, 110]],
  ]) {
    test(`that is cut in the middle of a message on its way ${direction} runs it once`, () =>
      site(async ({ app, wire, open, post }) => {
        const page = await open();
        await page.shows([]);
        for (const [index, bytes] of sizes.entries()) {
          wire.cut(direction, bytes);
          await page.send(`${bytes}`);
          await post(index + 1);
          await page.disconnected();
          await page.hurry();
          assert.equal(await page.outcome(`${bytes}`), "done");
          await page.shows(upTo(index + 1));
        }
        ranOnce(app, sizes.map(String));
        assert.deepEqual(await page.page.locator("#answers li").allInnerTexts(), sizes.map(String), "each answer is shown once");
        assert.deepEqual(await page.errors(), []);
      }));
  }

  test("that is cut in the middle of a broadcast shows it once", () =>
    site(async ({ wire, open, post }) => {
      const [page, other] = [await open(), await open()];
      await page.shows([]);
      for (const [index, bytes] of [0, 1, 2, 20, 40].entries()) {
        wire.cut("down", bytes);
        await post(index + 1);
        for (const each of [page, other]) {
          await each.hurry();
          await each.shows(upTo(index + 1));
        }
      }
      const closed = await Promise.all([page, other].map(({ page }) => page.evaluate(() => window.sockets.closed)));
      assert.equal(closed[0] + closed[1], 5, "one of the two was cut each time");
      for (const each of [page, other]) assert.deepEqual(await each.errors(), []);
    }));

  test("that misses more than is kept brings the page up to date", () =>
    site(async ({ app, wire, open, post }) => {
      const page = await open();
      await page.shows([]);
      await page.send("first");
      await page.outcome("first");
      wire.break();
      await page.disconnected();
      await post(1, 400);
      await page.hurry();
      await page.shows(upTo(400));
      ranOnce(app, ["first"]);
      assert.deepEqual(await page.errors(), []);
    }));

  test("of a laptop that slept is there when it wakes", () =>
    site(async ({ app, wire, open, post }) => {
      const page = await open();
      await post(1);
      await page.shows([1]);
      const session = await page.page.context().newCDPSession(page.page);
      const state = (state) => session.send("Page.setWebLifecycleState", { state });
      await state("frozen");
      wire.break({ tellBrowser: false });
      await post(2, 3);
      await state("active");
      await page.passes(3_600);
      await page.hurry();
      await page.shows([1, 2, 3]);
      await page.send("awake");
      assert.equal(await page.outcome("awake"), "done");
      ranOnce(app, ["awake"]);
      assert.deepEqual(await page.errors(), []);
    }));

  test("that fell silent without an end is given up for another", () =>
    site(async ({ app, wire, open, post }) => {
      const page = await open();
      await post(1);
      await page.shows([1]);
      wire.silence();
      await page.send("into the void");
      await post(2);
      await page.passes(60);
      await page.hurry();
      await page.shows([1, 2]);
      assert.equal(await page.outcome("into the void"), "done");
      ranOnce(app, ["into the void"]);
      assert.deepEqual(await page.errors(), []);
    }));

  test("of a page in the back-forward cache is opened again when the page comes back", () =>
    site(async ({ app, open, post }) => {
      const page = await open();
      await post(1);
      await page.shows([1]);
      await page.page.evaluate(() => addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted)));
      await page.send("before");
      await page.outcome("before");
      await page.page.goto(`${app.url}/slow`);
      await post(2);
      await page.page.evaluate(() => history.back());
      await page.page.waitForFunction(() => window.persisted !== undefined);
      assert.equal(await page.page.evaluate(() => window.persisted), true, "the page waited in the cache");
      await page.connected();
      await page.shows([1, 2]);
      await page.send("after");
      assert.equal(await page.outcome("after"), "done");
      ranOnce(app, ["before", "after"]);
      assert.deepEqual(await page.errors(), []);
    }));

  test("of one tab has nothing to do with that of another", () =>
    site(async ({ app, wire, open, post }) => {
      const one = await open();
      await post(1);
      await one.shows([1]);
      const two = await open({ beside: one });
      await two.shows([1]);
      wire.cut("up", 10);
      await one.send("one");
      await one.disconnected();
      await two.send("two");
      assert.equal(await two.outcome("two"), "done");
      await post(2);
      await two.shows([1, 2]);
      await one.hurry();
      assert.equal(await one.outcome("one"), "done");
      await one.shows([1, 2]);
      ranOnce(app, ["one", "two"]);
      for (const page of [one, two]) assert.deepEqual(await page.errors(), []);
    }));

  test("of many pages comes back with each of them", () =>
    site(async ({ app, open, post }) => {
      const pages = await Promise.all(upTo(8).map(() => open()));
      await post(1);
      for (const page of pages) await page.shows([1]);
      await app.kill();
      for (const page of pages) await page.disconnected();
      assert.ok(await pages[0].page.isVisible("#no-connection.no-connection--show"));
      for (const [index, page] of pages.entries()) await page.send(`page ${index}`);
      await app.launch();
      await post(2);
      for (const page of pages) await page.shows([1, 2]);
      for (const [index, page] of pages.entries()) assert.equal(await page.outcome(`page ${index}`), "done");
      assert.ok(await pages[0].page.isHidden("#no-connection.no-connection--hide"));
      ranOnce(app, pages.map((_, index) => `page ${index}`));
      for (const page of pages) assert.deepEqual(await page.errors(), []);
    }));
});
