// The framework as a visitor meets it: `tests/apps/showcase` in Chromium, under a strict policy. All of it runs in one
// browser, and but for what everybody hears in one process of the application, several visitors at a time.
import { availableParallelism } from "node:os";
import { after, before, describe } from "node:test";
import { attacks } from "./showcase/attacks.mjs";
import { cases } from "./showcase/cases.mjs";
import { guide } from "./showcase/guide.mjs";
import { interactions } from "./showcase/interactions.mjs";
import { own } from "./showcase/own.mjs";
import { launch } from "./support/chromium.mjs";
import { Showcase } from "./support/showcase.mjs";

describe("the showcase", { concurrency: 2 * availableParallelism() }, () => {
  let app, browser;

  before(async () => {
    [app, browser] = await Promise.all([Showcase.start(), launch()]);
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  /** A visitor on `path`. */
  const visit = (path, work, options) => app.visit(browser, path, work, options);

  /** A visitor of an application that no other test sends to; `work` is handed the way to more visitors of it. */
  const alone = async (path, work) => {
    const own = await Showcase.start();
    const more = (path, work, options) => own.visit(browser, path, work, options);
    try {
      await more(path, (page) => work(page, more, own));
    } finally {
      await own.stop();
    }
  };

  for (const topic of [cases, guide, own, interactions, attacks]) topic({ visit, alone });
});
