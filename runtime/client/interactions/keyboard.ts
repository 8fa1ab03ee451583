// `keyboard-map`: which keys call which functions while the focus is in an element.

import type { Extension } from '../src/extension'
import { json, read } from './attributes'
import { core } from './core'

const MAP = '[data-liveview-keyboard-map]'
const FIELD = 'input:not([type=checkbox],[type=radio],[type=button],[type=submit],[type=reset]),textarea,select'

core.page.addEventListener('keydown', event => {
  let element = event.target instanceof Element ? event.target.closest<HTMLElement>(MAP) : null
  while (element && !press(element, event)) element = element.parentElement?.closest<HTMLElement>(MAP) ?? null
})

/** True when the key is one of the element's. */
function press(element: HTMLElement, event: KeyboardEvent): boolean {
  if (types(element, event) || (event.repeat && !/\brepeat\b/.test(read(element, 'mods') ?? ''))) return false
  const map: Record<string, string> = json(element, 'keyboard-map', Object) ?? {}
  const key = Object.keys(map).find(key => core.keyMatches(key, event))
  if (!key) return false
  event.preventDefault()
  void core.call(element, map[key], event)
  return true
}

/** A key that belongs to the text it is typed into, unless the map is the field's own. */
function types(element: Element, { target, key, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  const field = target as HTMLElement
  return field !== element && (field.isContentEditable || field.matches(FIELD)) && !(ctrlKey || altKey || metaKey) && !/^(Escape|F\d+)$/.test(key)
}

/** A key goes to what has the focus, so an element with a map must be able to have it. */
function focusable(element: HTMLElement): void {
  if (element.tabIndex < 0 && element !== core.page.body) element.tabIndex = -1
}

let focused: Element | null = null
core.on('before-apply', () => (focused = core.page.activeElement))

export const keyboard: Extension = {
  attributes: {
    'data-liveview-keyboard-map'(element) {
      focusable(element)
      DEBUG && json(element, 'keyboard-map', Object)
    },
  },
  applied() {
    // A patch takes the attribute away, and with it the focus.
    for (const element of core.select(document, `${MAP}:not([tabindex])`)) {
      focusable(element)
      if (element === focused) element.focus({ preventScroll: true })
    }
  },
}
