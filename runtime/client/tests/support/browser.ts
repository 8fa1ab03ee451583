// One Chromium for the tests of a file.

import assert from 'node:assert/strict'
import { after, afterEach } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'

const QUIET = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Long enough for a machine that is busy with much else: what is waited for comes, or a test fails. */
export const PATIENCE = 60_000

/** What every page of the tests is held to. */
export const NONCE = 'bm9uY2U'
export const POLICY = `script-src 'nonce-${NONCE}' 'strict-dynamic'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'`

const reports: string[] = []
const expected: RegExp[] = []

/** For the test that puts in on purpose what the policy stops. */
export function expectReport(pattern: RegExp): void {
  expected.push(pattern)
}

let browser: Promise<Browser> | undefined

export async function openPage(): Promise<Page> {
  browser ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET })
  const context = await (await browser).newContext()
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  await context.exposeFunction('reportViolation', (text: string) => reports.push(text))
  await page.addInitScript(() => addEventListener('securitypolicyviolation', ({ effectiveDirective, sample, sourceFile, lineNumber }) => {
    void (window as any).reportViolation(`${effectiveDirective} ${sample} (${sourceFile}:${lineNumber})`)
  }))
  // Waits that are spread at random are at their shortest.
  await page.addInitScript(() => (Math.random = () => 0))
  return page
}

afterEach(() => {
  const patterns = expected.splice(0)
  const found = reports.splice(0)
  assert.deepEqual(found.filter(report => !patterns.some(pattern => pattern.test(report))), [])
  for (const pattern of patterns) assert.ok(found.some(report => pattern.test(report)), `no report of ${pattern}`)
})

after(async () => {
  await (await browser)?.close()
})
