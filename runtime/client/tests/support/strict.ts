// Pages for the tests of attributes: under the strictest policy, and held to it after each test.

import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { POLICY } from './browser'
import { HELLO, type Options, Site, type Socket } from './site'

const STRICTEST = `${POLICY}; default-src 'self'; style-src 'self'; trusted-types liveview`

const opened: Site[] = []

export interface Visit {
  site: Site
  page: Site['page']
  socket: Socket
}

export async function visit(body: string, options: Options = {}): Promise<Visit> {
  const site = await Site.open(body, { ...options, headers: { 'Content-Security-Policy': STRICTEST } })
  opened.push(site)
  const socket = await site.visit()
  await site.page.waitForFunction(() => document.documentElement.dataset.liveviewConnection === 'connected')
  return { site, page: site.page, socket }
}

/** A server that has forgotten the page, from the second connection on. */
export const FORGETFUL: Options = { greet: socket => socket.send(HELLO) }

/** What the server heard, by function. */
export function heard({ messages }: Socket): string[] {
  return messages.map(message => message.function)
}

/** Calls that end what a test has seen: when the server heard it, it heard what came before. */
export async function last({ site, page, socket }: Visit): Promise<string[]> {
  await page.evaluate(() => void window.liveview.send('last'))
  await site.until(() => socket.messages.at(-1)?.function === 'last')
  return heard(socket).slice(0, -1)
}

/** Applies a frame and waits until the page shows it. */
export async function show({ page, socket }: Visit, frame: object): Promise<void> {
  const title = `shown ${Math.random()}`
  socket.send(frame)
  socket.send({ title })
  await page.waitForFunction(title => document.title === title, title)
}

afterEach(() => {
  for (const { console } of opened.splice(0)) assert.deepEqual(console.filter(line => /Content Security|Trusted/.test(line)), [])
})
