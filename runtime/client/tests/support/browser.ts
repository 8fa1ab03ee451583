// One Chromium for the tests of a file.

import { after } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'

const QUIET = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

let browser: Promise<Browser> | undefined

export async function openPage(): Promise<Page> {
  browser ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET })
  const context = await (await browser).newContext()
  const page = await context.newPage()
  page.setDefaultTimeout(8_000)
  // Waits that are spread at random are at their shortest.
  await page.addInitScript(() => (Math.random = () => 0))
  return page
}

after(async () => {
  await (await browser)?.close()
})
