// Loading the page again because the server refused its room or its version: once, after a random moment, and never in a
// loop. The mark is taken away by the next hello.

import { complain } from './debug'

const MARK = 'liveview:reloaded'
const REFUSED = [1008, 4001]
const SPREAD = 3_000

/** Whether the page will be loaded again. */
export function reloadOnce(code: number): boolean {
  if (!REFUSED.includes(code)) return false
  try {
    if (sessionStorage.getItem(MARK)) {
      DEBUG && complain(`the server refused this page (${code}), also after it was loaded again`)
      return false
    }
    sessionStorage.setItem(MARK, String(code))
  } catch {
    // Without a place for the mark a second refusal could not be told from the first.
    return false
  }
  setTimeout(() => location.reload(), Math.random() * SPREAD)
  return true
}

export function accepted(): void {
  try {
    sessionStorage.removeItem(MARK)
  } catch {
    // There was no place for a mark either.
  }
}
