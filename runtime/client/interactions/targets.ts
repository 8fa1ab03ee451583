// The elements that an attribute or a command names: a selector for all of its matches in the page, `this`, or a word and a
// selector that say where to look from there.

import { core } from './core'

/** What compareDocumentPosition says of an element after another, and before it. */
const FOLLOWING = 4
const PRECEDING = 2
const TARGET = /^(this|closest|find|next|previous)(?:\s+(.+))?$/

export function targets(text: unknown, from: Element): HTMLElement[] {
  const [, word, selector] = TARGET.exec(String(text)) ?? []
  try {
    switch (word) {
      case undefined: return core.select(document, String(text))
      case 'this': return [from as HTMLElement]
      case 'closest': return listed(from.closest<HTMLElement>(selector))
      case 'find': return core.select(from, selector)
      case 'next': return listed(beside(selector, from, FOLLOWING)[0])
      default: return listed(beside(selector, from, PRECEDING).at(-1))
    }
  } catch {
    DEBUG && core.complain(`\`${text}\` is not a target`, from)
    return []
  }
}

function beside(selector: string, from: Element, side: number): HTMLElement[] {
  return core.select(document, selector).filter(element => from.compareDocumentPosition(element) === side)
}

function listed(element: HTMLElement | null | undefined): HTMLElement[] {
  return element ? [element] : []
}
