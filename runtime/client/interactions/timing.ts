// When a call goes out: `debounce="blur"` holds it until the field is left, `throttle` lets the first of a run through at
// once and the last of it after the pause.

import type { Extension } from '../src/extension'
import { milliseconds, read } from './attributes'
import { core } from './core'
import { Gate, gates } from './gate'

const held = new Map<HTMLElement, Gate>()

function release(goes: (element: HTMLElement) => boolean): void {
  for (const [element, gate] of held) {
    if (element.isConnected && !goes(element)) continue
    held.delete(element)
    gate.release()
  }
}

core.page.addEventListener('focusout', ({ target, relatedTarget }) => {
  release(element => element.contains(target as Node) && !element.contains(relatedTarget as Node | null))
})

export const blur: Extension = {
  around(call, next) {
    const { element, event } = call
    if (!element) return next()
    const form = core.formOf(element)
    // What was typed is told before what is submitted.
    if (event?.type === 'submit') release(field => core.formOf(field) === form)
    if (read(element, 'debounce') !== 'blur' || !element.contains(core.page.activeElement)) return next()
    const gate = held.get(element) ?? new Gate()
    held.set(element, gate)
    return gate.hold(call, next)
  },
}

const throttled = gates()

export const throttle: Extension = {
  around(call, next) {
    const pause = call.element ? milliseconds(call.element, 'throttle') : 0
    if (!pause) return next()
    const gate = throttled(call)
    if (gate.closed) return gate.hold(call, next)
    close(gate, pause)
    return next()
  },
}

function close(gate: Gate, pause: number): void {
  gate.closed = true
  setTimeout(() => {
    gate.closed = false
    if (gate.release()) close(gate, pause)
  }, pause)
}
