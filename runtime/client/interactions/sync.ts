// What happens to a call while an earlier one has no answer: `sync` says it for an element, and `lock` keeps everything
// inside of an element from calling.

import type { Extension } from '../src/extension'
import { read } from './attributes'
import { core } from './core'
import { gates } from './gate'

const running = gates()

export const sync: Extension = {
  around(call, next) {
    const mode = call.element && read(call.element, 'sync')
    if (!mode || mode === 'all') return next()
    const last = mode === 'last'
    if (DEBUG && !last && mode !== 'drop') core.complain('data-liveview-sync is drop, last or all', call.element)
    const gate = running(call)
    const send = async () => {
      gate.closed = true
      try {
        return await next()
      } finally {
        gate.closed = false
        gate.release()
      }
    }
    if (!gate.closed) return send()
    if (last) return gate.hold(call, send)
  },
}

const locked = new WeakSet<Element>()

export const lock: Extension = {
  around(call, next) {
    const holder = call.element?.closest('[data-liveview-lock]')
    if (!holder) return next()
    if (locked.has(holder)) return
    locked.add(holder)
    return next().finally(() => locked.delete(holder))
  },
}
