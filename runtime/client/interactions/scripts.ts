// Where commands come from: the attribute `js`, the patch key `js`, and `optimistic`, which is taken back when the server
// does not do what it was asked.

import type { Extension } from '../src/extension'
import { json } from './attributes'
import { run } from './commands'
import { core } from './core'

/** Runs at the element's own event, as an action without an event does. */
export function runScript(element: HTMLElement): void {
  run(json(element, 'js', Array), element)
}

export const scripts: Extension = {
  keys: {
    js: (list, { target }) => void run(list, (target && core.select(document, target)[0]) || core.page.documentElement),
  },
  around(call, next) {
    const list = call.element && json(call.element, 'optimistic', Array)
    if (!list) return next()
    const undo = run(list, call.element!)
    const answer = next()
    answer.then(({ error }) => error && undo(), undo)
    return answer
  },
}
