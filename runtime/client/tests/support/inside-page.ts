// A page that holds the client's parts as `inside`, with and without moveBefore, for tests that call them directly.

import type { Page } from 'playwright-core'
// @ts-ignore: a script without types
import { root, script } from '../../scripts/bundle.mjs'
import { openPage } from './browser'

let text: Promise<string> | undefined

export async function insidePage(moves = true): Promise<Page> {
  text ??= script(`${root}tests/support/inside.ts`, { debug: true, globalName: 'inside' })
  const page = await openPage()
  await page.route('http://inside.test/**', route => route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><body></body></html>' }))
  await page.goto('http://inside.test/')
  if (!moves) {
    await page.evaluate(() => {
      for (const { prototype } of [Element, Document, DocumentFragment] as any[]) delete prototype.moveBefore
    })
  }
  await page.addScriptTag({ content: await text })
  return page
}
