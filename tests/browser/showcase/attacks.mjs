// What a visitor types is text, wherever a template puts it; and markup that an application vouches for by mistake runs
// nothing either. Names in the page shadow nothing of the client.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { complains } from "../support/showcase.mjs";

const TEXTS = [
  "<img src=x onerror=alert(1)>",
  '"><script>alert(1)</script>',
  "'><script>alert(1)</script>",
  "`onmouseover=alert(1)`",
  "x onmouseover=alert(1) onclick=alert(1)",
  "</script><script>alert(1)</script>",
  "</textarea><script>alert(1)</script>",
  "]]><script>alert(1)</script>",
  "--><script>alert(1)</script>",
  "<!--<script>alert(1)",
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "');alert(1);('",
  "${alert(1)}",
  "{{ 7 * 7 }}{% raw %}",
  "red;background:url(javascript:alert(1))",
];

const MARKUP = [
  "<script>alert(1)</script>",
  "<script src=data:,alert(1)></script>",
  '<script nonce="NONCE">alert(1)</script>',
  '<script type=module nonce="NONCE">alert(1)</script>',
  "<img src=data:, onerror=alert(1)>",
  "<svg onload=alert(1)></svg>",
  '<svg><script nonce="NONCE">alert(1)</script></svg>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  "<iframe src=javascript:parent.alert(1)></iframe>",
  "<object data=javascript:alert(1)></object>",
  "<details open ontoggle=alert(1)></details>",
  "<a class=link href=javascript:alert(1)>x</a>",
  "<form action=javascript:alert(1)><button class=link>x</button></form>",
  "<base href=https://elsewhere.test/>",
  "<b class=link data-liveview-on-click=alert data-action=click->page#constructor>x</b>",
];

// What the policy says of an attempt that it stopped, and the client of a name that is none.
const STOPPED = /policy:|Content Security Policy|Trusted|navigate top frame to data URL|page#constructor|`alert`|unknown/;

export function attacks({ visit }) {
  /** Visits the page with a text in all its places, and touches everything that could be armed. */
  async function unharmed(path, work = async () => {}) {
    await visit(path, async (page) => {
      const dialogs = [];
      page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await work(page);
      await touch(page);
      assert.deepEqual(dialogs, []);
      page.complaints = page.complaints.filter((text) => !STOPPED.test(text));
    });
  }

  /** Moves over and clicks everything that could be armed; links and forms that only lead elsewhere are left alone. */
  const touch = (page) =>
    page.evaluate(async () => {
      for (const element of document.querySelectorAll("#served > *, #patched *")) {
        element.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
        const leads = element.getAttribute("href");
        if (leads === null || /^(javascript|data):/.test(leads)) element.click?.();
      }
      await new Promise((done) => setTimeout(done, 20));
    });

  const places = (page, root) =>
    page.evaluate((root) => {
      const at = (selector) => document.querySelector(`${root} ${selector}`);
      return {
        text: at(".text").textContent,
        double: at(".double").title,
        single: at(".single").title,
        link: at(".link").getAttribute("href"),
        field: at(".field").value,
        event: at(".event").getAttribute("onclick"),
        elements: at("").querySelectorAll("script, img, svg, iframe").length,
      };
    }, root);

  describe("an attack", () => {
    test("by a text stays a text, in every place of a served page and of a patch", async () => {
      for (const text of TEXTS) {
        const expected = { text, double: text, single: text, link: text, field: text, event: `void('${text}')`, elements: 0 };
        await unharmed(`/injection?text=${encodeURIComponent(text)}`, async (page) => {
          assert.deepEqual(await places(page, "#served"), expected);
          assert.equal(await page.evaluate(() => JSON.parse(document.querySelector("#json").textContent)), text);
          assert.equal(await page.evaluate(() => window.known), text);
          await page.evaluate((text) => window.liveview.send("show_text", { form: { text } }), text);
          assert.deepEqual(await places(page, "#patched"), expected);
        });
      }
    });

    test("by markup that was vouched for runs nothing, with the page's own nonce either", async () => {
      await unharmed("/injection", async (page) => {
        const nonce = await page.evaluate(() => document.querySelector("script").nonce);
        assert.match(nonce, /^[\w+/=-]{22,}$/);
        for (const markup of MARKUP) {
          const { error } = await page.evaluate((text) => window.liveview.send("show_markup", { form: { text } }), markup.replace("NONCE", nonce));
          assert.equal(error, undefined);
          await touch(page);
          assert.equal(await page.evaluate(() => new URL("x", document.baseURI).origin), new URL(page.url()).origin);
        }
      });
    });

    test("by names that shadow the document leaves the client at work", () =>
      visit("/clobbered", async (page) => {
        await page.locator("#call").click();
        await page.locator("#named").getByText("Hello, Ada!").waitFor();
        await complains(page, /this element cannot be read/);
      }));

    test("by names that every object has calls nothing", () =>
      visit("/injection", async (page) => {
        for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
          await page.evaluate((text) => window.liveview.send("show_markup", { form: { text } }), `<b data-liveview-hook="${name}" data-liveview-on-click="${name}" class="link">x</b>`);
          await complains(page, new RegExp(name));
          await page.locator("#patched .link").dispatchEvent("click");
          await complains(page, new RegExp(name));
        }
        assert.equal(await page.evaluate(() => ({}).polluted), undefined);
      }));
  });
}
