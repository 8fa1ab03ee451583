// Sees elements as they come into the page, whoever puts them there, and does what one of their attributes asks for:
// once, and again only when the attribute itself is set anew. Where that has an end, it sees them leave as well.

import { complain } from './debug'
import { isElement, selectFrom } from './dom'
import type { Extension } from './extension'
import { rememberOpen } from './morph/element'

type Visitor = NonNullable<Extension['attributes']>

interface Watched {
  name: string
  visit: Visitor[string]
  values: WeakMap<Element, string | null>
  ends: Map<Element, () => void>
}

export class Watcher {
  private list: Watched[] = []
  private started = false
  private observer = new MutationObserver(records => this.observe(records))

  /** What to do with an element that has an attribute, by the attribute's name. */
  watch(visitor: Visitor): void {
    const added = Object.entries(visitor).map(([name, visit]) => ({ name, visit, values: new WeakMap(), ends: new Map() }))
    this.list.push(...added)
    if (!this.started) return
    this.flush()
    this.start(added)
  }

  start(list = this.list): void {
    this.started = true
    this.observer.observe(document, { childList: true, subtree: true, attributeFilter: this.list.map(({ name }) => name) })
    this.arrived(document, list)
  }

  /** Handles what has been put in since, without waiting for the end of the task. */
  flush(): void {
    this.observe(this.observer.takeRecords())
  }

  private observe(records: MutationRecord[]): void {
    for (const { target, attributeName, addedNodes } of records) {
      for (const watched of this.list) if (watched.name === attributeName) this.visit(target as HTMLElement, watched)
      for (const node of addedNodes) if (isElement(node) && node.isConnected) this.arrived(node, this.list)
    }
    for (const watched of this.list) {
      for (const element of watched.ends.keys()) if (!element.isConnected) this.visit(element as HTMLElement, watched)
    }
  }

  private arrived(root: ParentNode & Node, list: Watched[]): void {
    rememberOpen(root)
    for (const element of list.length ? selectFrom(root, list.map(({ name }) => `[${name}]`).join()) : []) {
      // A form whose fields shadow its own methods can stop no other element.
      try {
        for (const watched of list) this.visit(element, watched)
      } catch (error) {
        DEBUG && complain('this element cannot be read', element, error)
      }
    }
  }

  private visit(element: HTMLElement, { name, visit, values, ends }: Watched): void {
    const left = ends.has(element) && !element.isConnected
    const value = left ? null : element.getAttribute(name)
    if (value === (values.get(element) ?? null)) return
    values.set(element, value)
    ends.get(element)?.()
    ends.delete(element)
    const end = value !== null && visit(element, value)
    if (end) ends.set(element, end)
  }
}
