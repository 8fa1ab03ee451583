// The attributes beyond the reference's, with a server that answers, refuses and takes its time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answered, complains, shows } from "../support/showcase.mjs";

/** Keeps what `look` sees of an element whenever it changes; gives what it has seen. */
async function changes(page, selector, look) {
  // As text, since the page's policy has no room for `eval`.
  const seen = await page.evaluateHandle(`(() => {
    const seen = [];
    const element = document.querySelector("${selector}");
    const see = () => seen.push((${look})(element));
    new MutationObserver(see).observe(element, { attributes: true, childList: true, characterData: true, subtree: true });
    return seen;
  })()`);
  return () => seen.jsonValue();
}

export function interactions({ visit }) {
  describe("interactions", () => {
    test("a change is shown before its answer, and taken back when it is refused", () =>
      visit("/interactions", async (page) => {
        const seen = await changes(page, "#refused", ({ className }) => className);
        await page.click("#allowed");
        await page.click("#refused");
        await shows(page, "[data-liveview-error]", /You have liked enough/);
        await complains(page, /You have liked enough/);
        assert.deepEqual([...new Set(await seen())], ["liked", ""]);
        assert.equal(await page.getAttribute("#allowed", "class"), "liked");
      }));

    test("a poll asks again and again", () =>
      visit("/interactions", async (page) => {
        await page.waitForFunction(() => document.querySelectorAll("#ticks li").length >= 3);
      }));

    test("a call that takes its time shows that it does", () =>
      visit("/interactions", async (page) => {
        const button = await changes(page, "#save", ({ disabled, ariaBusy, innerText }) => `${innerText} ${disabled} ${ariaBusy}`);
        const spinner = await changes(page, "#spin", ({ hidden }) => hidden);
        await page.click("#save");
        await shows(page, "#saved", /saved/);
        await answered(page);
        const states = await button();
        assert.ok(states.includes("Saving… true true"), String(states));
        assert.equal(states.at(-1), "Save false null");
        assert.deepEqual([...new Set(await spinner())], [false, true]);
      }));

    test("commands of the page and of the server show and hide", () =>
      visit("/interactions", async (page) => {
        await page.click("#open");
        await page.waitForSelector("#menu.open:visible");
        await page.evaluate(() => {
          window.called = [];
          window.liveview.on("before-send", ({ detail }) => window.called.push(detail.message.function));
        });
        await page.click("#close");
        await page.waitForSelector("#menu", { state: "hidden" });
        const called = await page.evaluate(() => window.called);
        assert.deepEqual(called.filter((name) => name !== "tick"), ["press"], "the server was told of a click outside, and no more");
      }));

    test("a call is made when it is confirmed, by its key, and from outside", () =>
      visit("/interactions", async (page) => {
        const questions = [];
        page.on("dialog", (dialog) => {
          questions.push(dialog.message());
          void (questions.length === 1 ? dialog.dismiss() : dialog.accept());
        });
        await page.click("#sure");
        await page.focus("#field");
        await page.keyboard.press("k");
        await page.keyboard.press("Control+k");
        await shows(page, "#presses", /keys/);
        const outside = await page.locator("#presses li").allInnerTexts();
        assert.deepEqual(outside, ["outside", "keys"], "a click elsewhere is one outside, a no is no call");
        await page.click("#inside");
        await page.click("#sure");
        await shows(page, "#presses", /sure/);
        assert.deepEqual(questions, ["Are you sure?", "Are you sure?"]);
      }));

    test("a hook is told when its element comes, changes and goes", () =>
      visit("/interactions", async (page) => {
        await page.evaluate(() => {
          window.told = [];
          const tell = (moment) => ({ el }) => window.told.push(`${moment} ${el.dataset.value}`);
          window.liveview.hook("Chart", { mounted: tell("mounted"), updated: tell("updated"), destroyed: tell("destroyed") });
        });
        for (const button of await page.locator(".draw").all()) {
          await button.click();
          await answered(page);
        }
        await page.waitForFunction(() => window.told.length === 3);
        assert.deepEqual(await page.evaluate(() => window.told), ["mounted 1", "updated 2", "destroyed 2"]);
      }));
  });
}
