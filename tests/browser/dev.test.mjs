// The main job, as a developer and their visitors see it: a stamped starter under `liveview dev`, in Chromium.
// The tests share one server and run in their order; each leaves the project as it found it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, afterEach, before, describe, test } from "node:test";
import { connected, launch, visitor } from "./support/chromium.mjs";
import { DevServer } from "./support/dev.mjs";
import { Project } from "./support/project.mjs";

const patience = { timeout: 60_000 };
let project, server, browser, panel;

before(async () => {
  project = Project.stamp("starter");
  server = await DevServer.start(project);
  await server.ready();
  browser = await launch();
});

// A test that fails in the middle leaves nothing behind for the next.
afterEach(() => project.restoreAll());

after(async () => {
  await browser?.close();
  if (server) assert.ok((await server.stop("SIGINT")).took < 2_000, "Ctrl-C ends everything within two seconds");
  project?.remove();
});

/** A visitor on `path`, connected; its complaints are looked at when `work` is done. */
async function visit(path, work, options) {
  const page = await visitor(browser, options);
  try {
    await page.goto(server.url + path);
    await connected(page);
    await work(page);
    assert.deepEqual(page.complaints, []);
  } finally {
    await page.context().close();
  }
}

/** The inspector, opened anew. Its token is good for one use, and is exchanged for a cookie. */
async function inspect() {
  if (panel) await panel.goto(`${server.url}/__liveview/inspector`);
  else {
    panel = await visitor(browser, { viewport: { width: 1600, height: 900 } });
    await panel.goto(await server.inspector());
  }
  await connected(panel);
  return panel;
}

const sockets = (page) => page.evaluate(() => window.sockets);
const text = (page, selector) => page.locator(selector).innerText();
const shows = (page, selector, pattern) =>
  page.waitForFunction(
    ([selector, source]) => new RegExp(source).test(document.querySelector(selector)?.textContent ?? ""),
    [selector, pattern.source],
    patience,
  );

describe("the application", () => {
  test("searches while somebody types", () =>
    visit("/search", async (page) => {
      await page.locator("#search-query").pressSequentially("hobbit", { delay: 20 });
      await shows(page, "#results", /The Hobbit/);
      assert.equal(await page.locator("#results .book").count(), 1);
      assert.ok((await sockets(page)).sent.length < 6, "the typing is debounced");
    }));

  test("shows what is wrong with a form, and keeps what was typed", () =>
    visit("/signup", async (page) => {
      await page.fill("#signup-name-input", "Ada");
      await page.fill("#signup-email-input", "ada@");
      await page.click("#signup-form button");
      await shows(page, "#signup-email-error", /email/);
      assert.equal(await page.inputValue("#signup-email-input"), "ada@");
      assert.equal(await page.inputValue("#signup-name-input"), "Ada");
      await page.fill("#signup-email-input", "ada@example.com");
      await page.fill("#signup-message-input", "I would like to compute.");
      await page.click("#signup-form button");
      await shows(page, "#signup-done", /Ada/);
    }));

  test("carries a chat between two browsers", () =>
    visit("/chat", (ada) =>
      visit("/chat", async (grace) => {
        await ada.fill("#chat-author", "Ada");
        await ada.fill("#chat-text", "Is <b>anyone</b> there?");
        await ada.press("#chat-text", "Enter");
        await shows(grace, "#messages", /Is <b>anyone<\/b> there\?/);
        await shows(ada, "#messages", /anyone/);
        await ada.waitForFunction(() => document.querySelector("#chat-text").value === "", null, patience);
        assert.equal(await ada.inputValue("#chat-author"), "Ada");
        await grace.fill("#chat-text", "I am.");
        await grace.press("#chat-text", "Enter");
        await shows(ada, "#messages", /I am\./);
      }),
    ));

  test("counts on the server", () =>
    visit("/counter", async (page) => {
      await page.click("#counter-start");
      await shows(page, "#count", /[2-9]/);
      await page.click("#counter-stop");
      await shows(page, "#counter", /Stopped/);
    }));

  test("goes back and forward", () =>
    visit("/", async (page) => {
      const home = await page.title();
      await page.click('#navigation a[href="/search"]');
      await page.waitForURL("**/search");
      await page.waitForSelector("#search-query");
      assert.notEqual(await page.title(), home);
      await page.click('#navigation a[href="/signup"]');
      await page.waitForSelector("#signup-form");
      await page.goBack();
      await page.waitForSelector("#search-query");
      assert.match(page.url(), /\/search$/);
      await page.goBack();
      await page.waitForSelector("#greeting");
      assert.equal(await page.title(), home);
      await page.goForward();
      await page.waitForSelector("#search-query");
      await page.fill("#search-query", "dune");
      await shows(page, "#results", /Dune/);
      await page.reload();
      await page.waitForSelector("#search-query");
      assert.equal((await sockets(page)).opened, 1, "one socket for all of it (and one after the reload)");
    }));
});

describe("an edit", () => {
  test("of a template changes the open page and keeps typed text, focus and scroll", () =>
    visit(
      "/signup",
      async (page) => {
        await page.fill("#signup-name-input", "Ada Lov");
        await page.focus("#signup-name-input");
        await page.evaluate(() => scrollTo(0, 60));
        const scroll = await page.evaluate(() => scrollY);
        assert.ok(scroll > 0, "the page scrolls");
        project.edit("templates/views/signup.html", "<h1>Sign up</h1>", "<h1>Join the club</h1>");
        await shows(page, "#main h1", /Join the club/);
        assert.equal(await page.inputValue("#signup-name-input"), "Ada Lov");
        assert.equal(await page.evaluate(() => document.activeElement.id), "signup-name-input");
        assert.equal(await page.evaluate(() => scrollY), scroll);
        assert.deepEqual(await sockets(page).then(({ opened, closed }) => ({ opened, closed })), { opened: 1, closed: 0 });
        project.restore("templates/views/signup.html");
        await shows(page, "#main h1", /Sign up/);
      },
      { viewport: { width: 390, height: 500 } },
    ));

  test("of a template keeps what a handler had put on the page", () =>
    visit("/search", async (page) => {
      await page.locator("#search-query").pressSequentially("hobbit");
      await shows(page, "#results .count", /1 of/);
      project.edit("templates/search.html", '<ol class="books">', '<ol class="books edited">');
      await page.waitForSelector(".books.edited", patience);
      assert.equal(await page.locator("#results .book").count(), 1, "rendered again from the same data");
      assert.equal(await page.inputValue("#search-query"), "hobbit");
      project.restore("templates/search.html");
      await page.waitForSelector(".books:not(.edited)", patience);
    }));

  test("of the stylesheet restyles without a reload", () =>
    visit("/", async (page) => {
      await page.evaluate(() => (window.kept = true));
      const style = project.read("assets/app.css");
      project.write("assets/app.css", `${style}\nbody { outline: 7px solid rgb(1, 2, 3); }\n`);
      await page.waitForFunction(() => getComputedStyle(document.body).outlineWidth === "7px", null, patience);
      assert.equal(await page.evaluate(() => window.kept), true);
      assert.equal(await page.locator('link[rel="stylesheet"]').count(), 1, "the old one is gone");
      project.restore("assets/app.css");
      await page.waitForFunction(() => getComputedStyle(document.body).outlineWidth !== "7px", null, patience);
    }));

  test("of a handler takes effect with no socket closed, and every click answered once, in order", () =>
    visit("/", async (page) => {
      await page.fill("#greet-name", "Ada");
      await shows(page, "#greeting", /Hello, Ada/);
      await page.evaluate(() => {
        window.clicks = setInterval(() => document.querySelector("#greet-form button").click(), 20);
      });
      const from = server.output.length;
      project.edit("src/handlers/greet.rs", 'Patch::inner("#greeting")', 'Patch::inner("#greeting").title("Swapped")');
      await page.waitForFunction(() => document.title === "Swapped", null, { timeout: 120_000 });
      project.restore("src/handlers/greet.rs");
      await server.printed(/greet\.rs[\s\S]*live[\s\S]*greet\.rs[\s\S]*live/, { within: 120_000, from });
      await page.evaluate(() => clearInterval(window.clicks));
      await page.waitForFunction(() => window.sockets.sent.length === window.sockets.answered.length, null, patience);
      const { opened, closed, sent, answered } = await sockets(page);
      assert.equal(opened, 1);
      assert.equal(closed, 0, "no socket of the browser was closed");
      assert.ok(sent.length > 50, `${sent.length} clicks were sent`);
      assert.deepEqual(answered, sent, "each answered once, in order");
      assert.equal(await page.inputValue("#greet-name"), "Ada");
    }));

  test("that breaks the build raises the overlay, and mending it clears it", () =>
    visit("/", async (page) => {
      project.edit("src/handlers/greet.rs", "use liveview::prelude::*;", "use liveview::prelude::*;\nlet broken = ;");
      const overlay = page.locator("liveview-dev");
      await overlay.getByText(/src\/handlers\/greet\.rs:\d+/).first().waitFor(patience);
      await overlay.getByText(/last good build/i).waitFor();
      await page.fill("#greet-name", "Grace");
      await shows(page, "#greeting", /Hello, Grace/);
      await visit("/", (late) => late.locator("liveview-dev").getByText(/greet\.rs/).first().waitFor(patience));
      project.restore("src/handlers/greet.rs");
      await overlay.getByText(/greet\.rs/).first().waitFor({ state: "hidden", timeout: 120_000 });
      assert.equal((await sockets(page)).closed, 0);
    }));

  test("of a template that breaks it raises the overlay with file and line, and the page stays", () =>
    visit("/search", async (page) => {
      project.edit("templates/search.html", "{% if found.books %}", "{% if found.books %}\n{% endfor %}");
      const overlay = page.locator("liveview-dev");
      await overlay.getByText(/templates\/search\.html:\d+/).first().waitFor(patience);
      assert.match(await text(page, "#main h1"), /Search/);
      project.restore("templates/search.html");
      await overlay.getByText(/search\.html/).first().waitFor({ state: "hidden", ...patience });
    }));
});

describe("the dev server", () => {
  test("shows in the inspector what happens, as it happens", async () => {
    const inspector = await inspect();
    const row = (...texts) =>
      texts.reduce((rows, text) => rows.filter({ hasText: text }), inspector.locator("#rows > *")).first();
    // The list has what earlier tests did, too; the newest row of a kind is on top.
    const newest = (kind, ...patterns) =>
      inspector.waitForFunction(
        ([kind, sources]) => {
          const rows = [...document.querySelectorAll("#rows > *")];
          const text = rows.find((row) => row.querySelector(".row__kind")?.textContent === kind)?.textContent;
          return text && sources.every((source) => new RegExp(source).test(text));
        },
        [kind, patterns.map((pattern) => pattern.source)],
        { timeout: 120_000 },
      );
    await visit("/search", async (page) => {
      await page.fill("#search-query", "hobbit");
      await row(/call/, /search/, /#results/, /ok/, /search\.rs:\d+/, /\d ms/).waitFor(patience);
      await inspector.locator("#connections").getByText("/search").first().waitFor(patience);
      await row(/call/, /search/, /#results/).click();
      const detail = inspector.locator("#detail");
      await detail.getByText("src/handlers/search.rs").first().waitFor(patience);
      await detail.getByText(/"query":\s*"hobbit"/).first().waitFor({ state: "attached", ...patience });

      project.edit("templates/search.html", '<ol class="books">', '<ol class="books edited">');
      await page.waitForSelector(".books.edited", patience);
      await row(/push|refresh/, /\/search/).waitFor(patience);

      const style = project.read("assets/app.css");
      project.write("assets/app.css", `${style}\nbody { outline-color: red; }\n`);
      await newest("build", /assets\/app\.css/);

      project.edit("src/handlers/greet.rs", "use liveview::prelude::*;", "use liveview::prelude::*;\nlet broken = ;");
      await newest("build", /fail/);
      project.restore("src/handlers/greet.rs");
      await newest("build", /src\/handlers\/greet\.rs/, /live/);

      await page.click('#navigation a[href="/signup"]');
      await page.waitForSelector("#signup-form");
      await row(/call/, /navigate/, /#main/).waitFor(patience);
      await page.click("#signup-form button");
      await row(/call/, /signup/, /#signup-fields/).waitFor(patience);
    });
    await visit("/chat", async (page) => {
      await page.fill("#chat-text", "Seen by the inspector");
      await page.press("#chat-text", "Enter");
      await row(/push/, /#messages/, /\/chat/).waitFor(patience);
    });
    await inspector.getByRole("button", { name: "Pause" }).click();
    const rows = await inspector.locator("#rows").innerText();
    await visit("/", async (page) => {
      await page.fill("#greet-name", "Ada");
      await shows(page, "#greeting", /Ada/);
    });
    await inspector.locator("#pause-button .waiting").getByText(/\d+/).waitFor(patience);
    assert.equal(await inspector.locator("#rows").innerText(), rows, "paused, it stays as it is");
    await inspector.getByRole("button", { name: /^resume/i }).click();
    await row(/call/, /greet/, /#greeting/).waitFor(patience);
    await inspector.locator("#filter input[name=text]").first().fill("chat");
    await row(/call/, /chat/).waitFor(patience);
    await inspector.waitForFunction(() => !/#greeting/.test(document.querySelector("#rows").textContent), null, patience);
    assert.deepEqual(inspector.complaints, []);
  });

  test("brings the app back when its process is killed, and shows it in the inspector", async () => {
    const inspector = await inspect();
    await visit("/counter", async (page) => {
      const before = server.output.length;
      // cargo may be a child of it, too.
      const apps = execFileSync("pgrep", ["-P", String(server.child.pid), "-f", "debug/shop"], { encoding: "utf8" });
      process.kill(Number(apps.trim().split("\n").at(-1)), "SIGKILL");
      await server.printed(/signal|killed|crash|ended/i, { from: before });
      await page.click("#counter-reset");
      await page.waitForFunction(() => window.sockets.sent.length === window.sockets.answered.length, null, patience);
      await page.click("#counter-start");
      await shows(page, "#count", /[1-9]/);
      assert.equal((await sockets(page)).closed, 0);
      await page.click("#counter-stop");
      await shows(page, "#counter", /Stopped/);
      await inspector.locator("#rows > *").filter({ hasText: /the app ended/ }).first().waitFor(patience);
    });
    assert.deepEqual(inspector.complaints, []);
  });
});
