// Makes the pictures of the documents, from a real session: `npm run pictures`.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { connected, launch, visitor } from "./support/chromium.mjs";
import { DevServer } from "./support/dev.mjs";
import { Project } from "./support/project.mjs";

const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));
mkdirSync(images, { recursive: true });
const look = { viewport: { width: 1280, height: 640 }, deviceScaleFactor: 1, colorScheme: "light" };
const project = Project.stamp("starter");
const server = await DevServer.start(project);
const browser = await launch();
try {
  await server.ready();
  const inspector = await visitor(browser, look);
  await inspector.goto(await server.inspector());
  await connected(inspector);
  const page = await visitor(browser, look);
  await page.goto(`${server.url}/search`);
  await connected(page);
  await page.locator("#search-query").pressSequentially("hobbit", { delay: 250 });
  project.edit("templates/search.html", '<ol class="books">', '<ol class="books edited">');
  await page.waitForSelector(".books.edited");
  await page.goto(`${server.url}/chat`);
  await connected(page);
  await page.fill("#chat-author", "Ada");
  await page.fill("#chat-text", "Hello, everybody");
  await page.press("#chat-text", "Enter");
  await page.getByText("Hello, everybody").waitFor();
  await inspector.locator("#rows > *").filter({ hasText: "search" }).filter({ hasText: "call" }).first().click();
  await inspector.locator("#detail").getByText("hobbit").first().waitFor();
  await inspector.waitForTimeout(500);
  await inspector.screenshot({ path: `${images}inspector.png` });

  await page.goto(server.url);
  await connected(page);
  project.edit("src/handlers/greet.rs", "let name = greeting.name.trim();", "let name: u32 = greeting.name.trim();");
  await page.locator("liveview-dev").getByText(/greet\.rs/).first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${images}overlay.png` });
} finally {
  await browser.close();
  await server.stop("SIGINT");
  project.remove();
}
