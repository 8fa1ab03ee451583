// What Django LiveView has not.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connected, visitor } from "../support/chromium.mjs";
import { complains, shows } from "../support/showcase.mjs";

export function own({ visit }) {
  describe("beyond the reference", () => {
    test("a handler that takes two seconds delays nobody else", () =>
      visit("/slow", (slow) =>
        visit("/slow", async (quick) => {
          await slow.click("button:text-is('Slow')");
          await slow.waitForFunction(() => window.sockets.sent.length === 1);
          const start = Date.now();
          await quick.click("button:text-is('Quick')");
          await shows(quick, "#quick", /done/);
          assert.ok(Date.now() - start < 1_500, "before the two seconds are over");
          assert.deepEqual(await slow.evaluate(() => window.sockets.answered), []);
          await shows(slow, "#slow", /done/);
        }),
      ));

    test("progress shows as it is made", () =>
      visit("/progress", async (page) => {
        await page.evaluate(() => {
          window.seen = [];
          const percent = document.querySelector("#percent");
          new MutationObserver(() => window.seen.push(percent.textContent)).observe(percent, { childList: true, subtree: true, characterData: true });
        });
        await page.click("text='Convert'");
        await shows(page, "#percent", /^100 %$/);
        assert.deepEqual(await page.evaluate(() => [...new Set(window.seen)]), ["25 %", "50 %", "75 %", "100 %"]);
        assert.deepEqual(await page.evaluate(() => window.sockets.answered.length), 1, "one answer, in parts");
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
