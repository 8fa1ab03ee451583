// Loading the page again because the server refused its room or its version: after a random moment, and never in a loop.
// A page that was itself a reload is loaded again only when the server took it, and some time after it came. One that is
// being left, such as by the form that signed its visitor out, waits to see whether it goes: a reload would keep it.

import { complain } from './debug'

const REFUSED = [1008, 4001]
const SHORTEST = 100
const SPREAD = 3_000
const SETTLED = 30_000
const LEAVING = 10_000

let left = 0

addEventListener('beforeunload', () => (left = Date.now()))

/** Whether the page will be loaded again. `accepted` says whether the server ever took the page that is here. */
export function reloadOnce(code: number, accepted: boolean): boolean {
  if (!REFUSED.includes(code)) return false
  const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const settled = accepted && performance.now() > SETTLED
  if (!settled && (load?.type ?? 'reload') === 'reload') {
    DEBUG && complain(`the server refused this page (${code}), also after it was loaded again`)
    return false
  }
  setInterval(() => Date.now() - left > LEAVING && location.reload(), SHORTEST + Math.random() * SPREAD)
  return true
}
