// The comparison of htmx with Django LiveView: its cases, less the one with an upload, in its own markup.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answered, shows, types } from "../support/showcase.mjs";

export function cases({ visit, alone }) {
  describe("the cases of the comparison", () => {
    test("a click updates the content", () =>
      visit("/cases/click", async (page) => {
        assert.equal(await page.innerText("#content"), "Initial content");
        await page.click("button");
        await shows(page, "#content", /^Updated content$/);
      }));

    test("a form is checked on the server, and keeps what was typed", () =>
      visit("/cases/form", async (page) => {
        await page.click("button");
        await shows(page, "#errors", /Invalid email/);
        await page.fill("#email-input", "ada@example.com");
        await page.press("#email-input", "Enter");
        await shows(page, "#errors", /^Valid email/);
        assert.equal(await page.inputValue("#email-input"), "ada@example.com");
      }));

    test("a search answers as one types, once for a word", () =>
      visit("/cases/search", async (page) => {
        assert.equal(await page.locator("#results li").count(), 5);
        await page.focus("#search-input");
        await types(page, "#search-input", "rust");
        await page.waitForFunction(() => document.querySelectorAll("#results li").length === 4);
        assert.equal(await page.evaluate(() => window.sockets.sent.length), 1);
        assert.equal(await page.evaluate(() => document.activeElement.id), "search-input");
        await page.locator("#search-input").pressSequentially("y bits");
        await shows(page, "#results", /Nothing found/);
      }));

    test("content updates by itself", () =>
      alone("/cases/stats", async (page, visit) => {
        await shows(page, "#stats", /Active users: 1/);
        await visit("/cases/stats", async (other) => {
          await shows(other, "#stats", /Active users: 2/);
          await shows(page, "#stats", /Active users: 2/);
        });
        await shows(page, "#stats", /Active users: 1/);
        assert.deepEqual(await page.evaluate(() => window.sockets.sent), [], "nobody asked for it");
      }));

    test("navigation has its address, its title and its way back", () =>
      visit("/cases/navigation", async (page) => {
        await page.evaluate(() => (window.kept = true));
        await page.click("text=About us");
        await page.waitForURL("**/cases/about");
        await shows(page, "#content h1", /About us/);
        assert.equal(await page.title(), "About us");
        await page.click("text=Contact");
        await page.waitForURL("**/cases/contact");
        assert.equal(await page.title(), "Contact");
        await page.goBack();
        await shows(page, "#content h1", /About us/);
        assert.equal(await page.title(), "About us");
        await page.goBack();
        await shows(page, "#content", /Where would you like to go/);
        assert.equal(await page.title(), "Navigation");
        await page.goForward();
        await shows(page, "#content h1", /About us/);
        assert.equal(await page.evaluate(() => window.kept), true, "no page was loaded");
        await page.reload();
        await shows(page, "#content h1", /About us/);
      }));

    test("state is shared between visitors", () =>
      alone("/cases/chat", (ada, visit) =>
        visit("/cases/chat", async (grace) => {
          await ada.fill("input", "Is <b>anybody</b> there?");
          await ada.press("input", "Enter");
          await shows(grace, "#messages", /Is <b>anybody<\/b> there\?/);
          await grace.fill("input", "I am.");
          await grace.click("button");
          for (const page of [ada, grace]) {
            await shows(page, "#messages", /I am\./);
            await answered(page);
            assert.equal(await page.locator("#messages p").count(), 2);
          }
        }),
      ));
  });
}
