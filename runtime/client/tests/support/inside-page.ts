// A page that holds the client's parts as `inside`, with and without moveBefore, for tests that call them directly.

import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { NONCE, openPage, POLICY } from './browser'

export async function insidePage(moves = true): Promise<Page> {
  const page = await openPage()
  const text = await readFile(new URL('inside.js', import.meta.url), 'utf8')
  await page.route('http://inside.test/**', route => route.fulfill(route.request().url().endsWith('.js')
    ? { contentType: 'text/javascript', body: text }
    : { contentType: 'text/html', headers: { 'Content-Security-Policy': POLICY }, body: `<!doctype html><html lang="en"><body><script nonce="${NONCE}" src="inside.js"></script></body></html>` }))
  if (!moves) await page.addInitScript(() => [Element, Document, DocumentFragment].forEach(({ prototype }: any) => delete prototype.moveBefore))
  await page.goto('http://inside.test/')
  return page
}
