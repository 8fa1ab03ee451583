// Loading the page again because the server refused its room or its version: after a random moment, and never in a loop.
// A page that was itself a reload is loaded again only when the server took it, and some time after it came.

import { complain } from './debug'

const REFUSED = [1008, 4001]
const SPREAD = 3_000
const SETTLED = 30_000

/** Whether the page will be loaded again. `accepted` says whether the server ever took the page that is here. */
export function reloadOnce(code: number, accepted: boolean): boolean {
  if (!REFUSED.includes(code)) return false
  const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const settled = accepted && performance.now() > SETTLED
  if (!settled && (load?.type ?? 'reload') === 'reload') {
    DEBUG && complain(`the server refused this page (${code}), also after it was loaded again`)
    return false
  }
  setTimeout(() => location.reload(), Math.random() * SPREAD)
  return true
}
