// What one morph knows while it works: the elements that will be wanted again elsewhere, those that already have their
// place, and the pantry where an element waits between losing its old parent and finding its new one.

import type { MorphOptions } from '../api'
import { isElement, page, remove, select, selectFrom } from '../dom'
import { same } from './identity'

export class Session {
  readonly claimed = new Set<Node>()
  /** Even equal nodes are visited: something inside is to be forced, or is not compared by isEqualNode. */
  readonly thorough: boolean
  readonly active: Element | null
  private pool = new Map<string | null, Element>()
  private pantry?: HTMLElement

  constructor(root: Element, wanted: ParentNode & Node, readonly options: MorphOptions = {}) {
    this.thorough = !!options.force || select(wanted, 'template,[data-liveview-force]').length > 0
    const ids = new Set(select(wanted, '[id]').map(idOf))
    for (const element of select(root, '[id]')) {
      const id = idOf(element)
      if (ids.has(id) && !this.pool.has(id) && !element.closest('[data-liveview-ignore]')) this.pool.set(id, element)
    }
    const active = root.ownerDocument === document ? page.activeElement : null
    this.active = active && root.contains(active) ? active : null
  }

  skips(live: Element): boolean {
    return live.hasAttribute('data-liveview-ignore') || !!this.options.skip?.(live)
  }

  /** The live element that will become `wanted` although its parent is another one. */
  rescued(wanted: Element): Element | undefined {
    const live = this.pool.get(idOf(wanted))
    return live && live.isConnected && !this.claimed.has(live) && same(live, wanted) ? live : undefined
  }

  /** The live elements that stand for something inside `wanted`: by id, or because the focused field is there again. */
  anchors(wanted: Element): Element[] {
    const found = select(wanted, '[id]').map(inside => this.rescued(inside))
    const { active } = this
    const name = active?.getAttribute('name')
    if (active && name && !this.claimed.has(active))
      if (select(wanted, active.localName).some(inside => same(active, inside))) found.unshift(active)
    return found.filter(element => element !== undefined)
  }

  /** Takes a node out of the page, or puts it by when something in it will be wanted again. */
  discard(node: ChildNode): void {
    for (const element of this.pool.values()) {
      if (this.claimed.has(element) || !node.contains(element)) continue
      if (!this.pantry) {
        this.pantry = page.createElement('div')
        this.pantry.hidden = true
        node.ownerDocument!.documentElement.appendChild(this.pantry)
      }
      return place(this.pantry, node, null)
    }
    remove(node)
  }

  end(): void {
    this.pantry?.remove()
  }
}

function idOf(element: Element): string | null {
  return element.getAttribute('id')
}

/** Moves a node, with moveBefore where there is one: frames, media, animations, focus and scroll then survive. */
export function place(parent: Node, node: Node, before: Node | null): void {
  if ('moveBefore' in parent && node.isConnected && parent.isConnected) {
    try {
      return (parent as any).moveBefore(node, before)
    } catch {
      // The two are in different trees: the old way still works.
    }
  }
  const scrolled = isElement(node) ? selectFrom(node, '*').map(element => [element, element.scrollLeft, element.scrollTop] as const) : []
  parent.insertBefore(node, before)
  for (const [element, left, top] of scrolled) if (left || top) element.scrollTo({ left, top, behavior: 'instant' })
}
