// What Django LiveView has not.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connected, visitor } from "../support/chromium.mjs";
import { answered, complains, shows, watch } from "../support/showcase.mjs";

export function own({ visit }) {
  describe("beyond the reference", () => {
    test("a handler that takes two seconds delays nobody else", () =>
      visit("/slow", (slow) =>
        visit("/slow", async (quick) => {
          // Measured inside of the pages: the time between asking and hearing, and not that of the test.
          const timed = (page, name) =>
            page.evaluate(async (name) => {
              const start = performance.now();
              await window.liveview.send(name);
              return performance.now() - start;
            }, name);
          const [long, ...short] = await Promise.all([timed(slow, "slow"), ...Array(5).fill().map(() => timed(quick, "quick"))]);
          assert.ok(long >= 2_000 && Math.max(...short) < 1_500, `${long} ms beside ${short} ms`);
          assert.equal(await slow.textContent("#slow"), "done");
        }),
      ));

    test("progress shows as it is made", () =>
      visit("/progress", async (page) => {
        const parts = await watch(page, ({ detail }) => [detail.ref, document.querySelector("#percent").textContent]);
        await page.click("text='Convert'");
        await shows(page, "#percent", /^100 %$/);
        assert.deepEqual(await parts(), [25, 50, 75, 100].map((percent) => [1, `${percent} %`]));
        await answered(page);
      }));

    test("progress that fails keeps what it had made", () =>
      visit("/progress", async (page) => {
        await page.click("text=Convert badly");
        await complains(page, /The file ends too early/);
        assert.equal(await page.textContent("#percent"), "10 %");
      }));

    test("what a page signs in a handler sees, and signing out closes every page", () =>
      visit("/members", async (page) => {
        await page.click("text=Visit");
        await complains(page, /You must be logged in/);
        await page.click("text=Sign in");
        await shows(page, "#name", /Ada/);
        await connected(page);
        for (const count of [1, 2]) {
          await page.click("text=Visit");
          await shows(page, "#visits", new RegExp(`^Ada: ${count}$`));
        }
        const tab = await visitor.tab(page.context());
        await tab.goto(page.url());
        await connected(tab);
        await tab.click("text=Visit");
        await shows(tab, "#visits", /^Ada: 3$/);
        const signedOut = tab.waitForFunction(() => document.querySelector("#name").textContent === "Nobody");
        await page.click("text=Sign out");
        await shows(page, "#name", /Nobody/);
        await signedOut;
        assert.deepEqual(tab.complaints, []);
      }));
  });
}
