// Which node of the page is which node of the wanted tree.

import { isElement } from '../dom'

/** The name a node keeps while lists around it change: data-liveview-key, or else its id. Empty for most nodes. */
export function keyOf(node: Node): string {
  return (isElement(node) && (node.getAttribute('data-liveview-key') || node.getAttribute('id'))) || ''
}

/**
 * Whether a live node may become the wanted one. A field is known by its type and name too, or typed text would wander
 * from one to another; a script or a frame with another document can only be replaced.
 */
export function same(live: Node, wanted: Node): boolean {
  if (live.nodeName !== wanted.nodeName || keyOf(live) !== keyOf(wanted)) return false
  if (!isElement(live) || !isElement(wanted)) return true
  if (live.namespaceURI !== wanted.namespaceURI || wanted.hasAttribute('data-liveview-replace')) return false
  const alike = (name: string) => live.getAttribute(name) === wanted.getAttribute(name)
  switch (live.nodeName) {
    case 'SCRIPT': return alike('src') && live.textContent === wanted.textContent
    case 'IFRAME': return alike('srcdoc')
    case 'INPUT': return (live as HTMLInputElement).type === (wanted as HTMLInputElement).type && alike('name')
    case 'SELECT':
    case 'TEXTAREA': return alike('name')
    default: return true
  }
}
