// The two ways into a morph: the contents of an element, or the element itself. Both keep the focus where it was.

import type { MorphOptions } from '../api'
import { page } from '../dom'
import { parseFragment } from '../parse'
import { morphChildren, morphList } from './children'
import { morphNode } from './element'
import { Session } from './session'

/** Makes the contents of `target` into the given HTML. */
export function morphInner(target: Element, html: string | DocumentFragment, options?: MorphOptions): void {
  const wanted = typeof html === 'string' ? parseFragment(html, target) : html
  within(target, wanted, options, session => morphChildren(target, wanted, session))
}

/** Makes `target` itself into the given HTML, which may also be nothing, or several elements. */
export function morphOuter(target: Element, html: string, options?: MorphOptions): void {
  const wanted = parseFragment(html, target.parentNode)
  const nodes = [...wanted.childNodes]
  while (nodes.length && blank(nodes[0])) nodes.shift()
  while (nodes.length && blank(nodes.at(-1)!)) nodes.pop()
  within(target, wanted, options, session => morphList(target.parentNode!, [target], nodes, target.nextSibling, session))
}

/** Makes an element, attributes and all, into another that was parsed elsewhere. */
export function morphElement(live: Element, wanted: Element, options?: MorphOptions): void {
  within(live, wanted, options, session => morphNode(live, wanted, session))
}

function blank(node: Node): boolean {
  return node instanceof Text && !node.data.trim()
}

function within(root: Element, wanted: ParentNode & Node, options: MorphOptions | undefined, work: (session: Session) => void): void {
  const session = new Session(root, wanted, options)
  const active = session.active as HTMLInputElement | null
  const start = active?.selectionStart
  const end = active?.selectionEnd
  try {
    work(session)
  } finally {
    session.end()
  }
  if (!active || active === page.activeElement) return
  if (active.isConnected) {
    active.focus({ preventScroll: true })
    if (start != null) active.setSelectionRange(start, end!)
  } else if (active.id) {
    page.getElementById(active.id)?.focus({ preventScroll: true })
  }
}
