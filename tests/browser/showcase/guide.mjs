// What Django LiveView's documentation shows, in its own markup.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answered, complains, shows, types, until, watch } from "../support/showcase.mjs";

export function guide({ visit, alone }) {
  describe("the documentation of Django LiveView", () => {
    test("first handlers: a click, a field beside the button, a template", () =>
      visit("/guide/first", async (page) => {
        await page.click("text=Say Hello");
        await shows(page, "#greeting", /^Hello, World!$/);
        await page.fill("input[name=name]", "Ada <3");
        await page.click("text=Greet Me");
        await shows(page, "#named", /Hello, Ada <3!/);
        await page.click("text=Load Profile");
        await shows(page, "#profile-container .badge", /Online/);
      }));

    test("data of an element, by the names that are promised", () =>
      visit("/guide/data", async (page) => {
        await page.click("text=Delete");
        await page.waitForSelector("#comment-123", { state: "detached" });
        await page.click("text=Dismiss");
        await page.waitForSelector("#notification-42", { state: "detached" });
        await page.click("text=Open Modal");
        await shows(page, "#modal", /Modal 123 of user 456/);
      }));

    test("a list grows by a button", () =>
      visit("/guide/lists", async (page) => {
        await page.click("text=Load More");
        await shows(page, "#posts-container", /Post 20/);
        assert.equal(await page.locator(".post").count(), 20);
      }));

    test("an address and a title, and the way back", () =>
      visit("/guide/addresses", async (page) => {
        const title = await page.title();
        await page.evaluate(() => document.addEventListener("liveview:history-restored", ({ detail }) => (window.restored = detail)));
        await page.click("text=View Profile");
        await page.waitForURL("**/guide/profile/ada");
        assert.equal(await page.title(), "Ada - Profile");
        await page.goBack();
        await shows(page, "#main-content h1", /Home Page/);
        assert.equal(await page.title(), title);
        assert.match((await page.evaluate(() => window.restored)).url, /\/guide\/addresses$/);
        await page.goForward();
        await page.reload();
        await shows(page, "#main-content h1", /Ada/);
      }));

    test("a permanent region is left alone by back and forward", () =>
      visit("/guide/history", async (page) => {
        await page.click("button");
        await shows(page, "#book", /Second page/);
        await page.evaluate(() => (document.querySelector("#player").textContent = "playing"));
        await page.goBack();
        await shows(page, "#book", /First page/);
        assert.equal(await page.textContent("#player"), "playing");
      }));

    test("scrolls to an element, and to the top", () =>
      visit("/guide/addresses", async (page) => {
        await page.click("text=Show Details");
        await page.waitForFunction(() => Math.abs(document.querySelector("#product-details").getBoundingClientRect().top) < 20);
        await page.fill("[name=q]", "lamp");
        await page.click("button:text-is('Search')");
        await shows(page, "#products-list", /“lamp”/);
        await page.waitForFunction(() => scrollY === 0);
      }));

    test("a form is checked when it is sent", () =>
      visit("/guide/forms", async (page) => {
        const form = page.locator("#contact-container");
        await form.locator("[name=name]").fill("Ada");
        await form.locator("[name=email]").fill("ada");
        await form.locator("button").click();
        await shows(page, "#contact-container .error", /Invalid email address/);
        assert.equal(await form.locator("[name=email]").inputValue(), "ada");
        await form.locator("[name=email]").fill("ada@example.com");
        await form.locator("button").click();
        await shows(page, "#contact-container", /Thank you, Ada!/);
      }));

    test("a field is checked when it is left", () =>
      visit("/guide/forms", async (page) => {
        await page.fill("#alone", "ada");
        await page.locator("#alone").blur();
        await shows(page, "#error-email", /Invalid/);
        await page.fill("#alone", "ada@example.com");
        await page.locator("#alone").blur();
        await shows(page, "#error-email", /✓/);
      }));

    test("every event of the reference, and one that goes no further", () =>
      visit("/guide/events", async (page) => {
        await page.click("#click");
        await page.fill("#input", "x");
        await page.selectOption("#change", "two");
        await page.focus("#blur");
        await page.click("#submit button");
        await page.click("#stop");
        await page.setViewportSize({ width: 700, height: 500 });
        await shows(page, "#heard", /resize/);
        await answered(page);
        const heard = await page.locator("#heard li").allInnerTexts();
        assert.deepEqual([...new Set(heard)], ["click", "input", "change", "blur", "submit", "resize"]);
      }));

    test("everybody is told, and what was told goes by itself", () =>
      alone("/guide/broadcasting", (ada, visit) =>
        visit("/guide/broadcasting", async (grace) => {
          await ada.fill("[name=message]", "Dinner");
          await ada.click("text=Notify all");
          for (const page of [ada, grace]) await shows(page, "#notification-0", /Dinner/);
          const count = () => document.querySelectorAll("#notification-1").length;
          const [adas, graces] = [await watch(ada, count), await watch(grace, count)];
          await ada.click("text=Send a notification");
          for (const [page, shown] of [[ada, adas], [grace, graces]]) {
            await until(page, async () => String(await shown()) === "1,0", shown);
          }
        }),
      ));

    test("work in the background shows what it found", () =>
      visit("/guide/background", async (page) => {
        const shown = await watch(page, () => document.querySelector("#result-container").textContent.trim());
        await page.click("button");
        await shows(page, "#result-container", /Success: 42/);
        assert.deepEqual(await shown(), ["Processing file... This may take a moment.", "Success: 42"]);
      }));

    test("elements are initialised and focused as they come up, later ones too", () =>
      visit("/guide/start", async (page) => {
        await shows(page, "#counter-1-value", /^7$/);
        await page.click("text=Edit");
        await shows(page, "#counter-2-value", /^8$/);
        assert.equal(await page.evaluate(() => document.activeElement.name), "title");
      }));

    test("a debounced search is sent once, with the language of the page", () =>
      visit("/guide/start", async (page) => {
        await page.evaluate(() => (document.documentElement.lang = "es"));
        await answered(page);
        const before = await page.evaluate(() => window.sockets.sent.length);
        await types(page, "[name=search]", "python");
        await shows(page, "#search-results", /“python”, in es/);
        assert.equal(await page.evaluate(() => window.sockets.sent.length), before + 1);
      }));

    test("a list grows as it is scrolled, to its end", () =>
      visit("/guide/endless", async (page) => {
        for (const count of [20, 30, 40, 45]) {
          await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
          await page.waitForFunction((count) => document.querySelectorAll(".item").length >= count, count);
        }
        assert.equal(await page.innerText("#load-more-trigger"), "");
        await shows(page, "#seen", /out of sight/);
        await answered(page);
        const items = await page.locator(".item").allInnerTexts();
        assert.deepEqual(items, [...Array(45).keys()].map((index) => `Item ${index + 1}`), "each once, in order");
      }));

    test("shortcuts, with those that never matched there", () =>
      visit("/guide/keyboard", async (page) => {
        await page.focus("#shortcuts");
        for (const key of ["Control+s", "Escape", "Control+Shift+P", "ArrowUp", "x"]) await page.keyboard.press(key);
        await page.focus("#line");
        await page.keyboard.type("s");
        await page.keyboard.press("Enter");
        await shows(page, "#pressed", /enter/);
        assert.deepEqual(await page.locator("#pressed li").allInnerTexts(), ["save", "close", "palette", "up", "enter"]);
        assert.equal(await page.inputValue("#line"), "s");
      }));

    test("an error for the visitor is shown, one for the log is a reference", () =>
      visit("/guide/errors", async (page) => {
        await page.click("text=Missing");
        await shows(page, "[data-liveview-error]", /^Article not found$/);
        await complains(page, /Article not found/);
        await page.click("text=Broken");
        await shows(page, "[data-liveview-error]", /[0-9a-f]{8}/);
        assert.doesNotMatch(await page.content(), /secret of the database/);
        await complains(page, /load_article/);
        await page.click("text=There");
        await shows(page, "#article-container", /An article/);
        assert.equal(await page.textContent("[data-liveview-error]"), "");
      }));

    test("a script of the server runs, once", () =>
      visit("/guide/scripts", async (page) => {
        await page.click("text=Say");
        await shows(page, "#said", /Hello from server/);
      }));
  });
}
