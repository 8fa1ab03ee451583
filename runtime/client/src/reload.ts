// Loading the page again because the server refused its room or its version: once, after a random moment, and never in a
// loop. The mark is taken away by the next hello.

import { complain } from './debug'

const MARK = 'liveview:reloaded'
const REFUSED = [1008, 4001]
const SPREAD = 3_000

export function reloadOnce(code: number): void {
  if (!REFUSED.includes(code)) return
  try {
    if (sessionStorage.getItem(MARK)) return void (DEBUG && complain(`the server refused this page (${code}), also after it was loaded again`))
    sessionStorage.setItem(MARK, String(code))
  } catch {
    // Without a place for the mark a second refusal could not be told from the first.
    return
  }
  setTimeout(() => location.reload(), Math.random() * SPREAD)
}

export function accepted(): void {
  try {
    sessionStorage.removeItem(MARK)
  } catch {
    // There was no place for a mark either.
  }
}
