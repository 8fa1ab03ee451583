// What shows that a call waits for its answer: `aria-busy`, `indicator`, `loading-class`, `disable-with`. Patches never meet any of
// it: it is taken back before each of them and shown again after, for the calls that still wait. So no morph, and no
// snapshot for the way back, takes a busy button for the page's own.

import type { Call, Extension } from '../src/extension'
import { read, setting } from './attributes'
import { setAttribute, setClasses, type Undo } from './commands'
import { core } from './core'
import { targets } from './targets'

const waiting = new Set<Call>()
let undos: Undo[] = []

export const feedback: Extension = {
  around(call, next) {
    if (!call.element) return next()
    const answer = next()
    waiting.add(call)
    show()
    const end = () => {
      waiting.delete(call)
      show()
    }
    answer.then(end, end)
    return answer
  },
  applied: show,
}

core.on('before-apply', () => {
  hide()
  // For when another listener keeps the patches from being applied.
  queueMicrotask(show)
})

/** Does something to the page while nothing in it looks busy. */
export function calmly(work: () => void): void {
  hide()
  work()
  show()
}

function hide(): void {
  for (const undo of undos.splice(0).reverse()) undo()
}

function show(): void {
  hide()
  for (const call of waiting) {
    const element = standing(call.element!)
    const submitter = call.submitter && standing(call.submitter)
    const indicator = setting(call, 'indicator')
    for (const found of indicator ? targets(indicator, element) : []) {
      undos.push(setAttribute(found, 'hidden', null), setClasses(found, 'liveview-loading', true))
    }
    for (const busy of new Set([element, submitter ?? element])) {
      undos.push(setClasses(busy, read(busy, 'loading-class') ?? '', true))
    }
    for (const busy of new Set([element, core.formOf(element) ?? element])) undos.push(setAttribute(busy, 'aria-busy', 'true'))
    for (const button of buttons(element)) undos.push(disable(button))
  }
}

/** The element itself, or the one that a patch has put in its place. */
function standing(element: Element): Element {
  return element.isConnected ? element : (element.id && core.page.getElementById(element.id)) || element
}

function buttons(element: Element): HTMLElement[] {
  const inside = element instanceof HTMLFormElement ? core.select(element, '[data-liveview-disable-with]') : []
  return element.hasAttribute('data-liveview-disable-with') ? [element as HTMLElement, ...inside] : inside
}

/** The nodes inside are kept as they are, with their listeners, and come back unless another text has come meanwhile. */
function disable(button: HTMLElement): Undo {
  const text = read(button, 'disable-with')!
  const focused = core.page.activeElement === button
  const enable = setAttribute(button, 'disabled', '')
  const say = text ? rename(button, text) : () => {}
  return () => {
    say()
    enable()
    // A disabled button loses the focus, and a keyboard its place.
    if (focused && core.page.activeElement === core.page.body) button.focus({ preventScroll: true })
  }
}

function rename(button: HTMLElement, text: string): Undo {
  if (button instanceof HTMLInputElement) return setAttribute(button, 'value', text)
  const kept = [...button.childNodes]
  button.textContent = text
  return () => {
    if (button.textContent === text) button.replaceChildren(...kept)
  }
}
