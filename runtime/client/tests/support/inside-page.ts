// A page that holds the client's parts as `inside`, with and without moveBefore, for tests that call them directly.

import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { openPage } from './browser'

export async function insidePage(moves = true): Promise<Page> {
  const page = await openPage()
  await page.route('http://inside.test/**', route => route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><body></body></html>' }))
  await page.goto('http://inside.test/')
  if (!moves) {
    await page.evaluate(() => {
      for (const { prototype } of [Element, Document, DocumentFragment] as any[]) delete prototype.moveBefore
    })
  }
  await page.addScriptTag({ content: await readFile(new URL('inside.js', import.meta.url), 'utf8') })
  return page
}
