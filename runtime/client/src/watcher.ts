// Sees elements as they come into the page, whoever puts them there, and does what one of their attributes asks for:
// once, and again only when the attribute itself is set anew.

import { isElement, selectFrom } from './dom'
import { rememberOpen } from './morph/element'

/** What to do with an element that has an attribute, by the attribute's name. */
export type Visitor = Record<string, (element: HTMLElement, value: string) => void>

export class Watcher {
  private seen = new WeakMap<Element, Record<string, string | null>>()
  private observer = new MutationObserver(records => this.observe(records))

  constructor(private visitor: Visitor) {}

  start(): void {
    this.observer.observe(document, { childList: true, subtree: true, attributeFilter: Object.keys(this.visitor) })
    this.arrived(document)
  }

  /** Handles what has been put in since, without waiting for the end of the task. */
  flush(): void {
    this.observe(this.observer.takeRecords())
  }

  private observe(records: MutationRecord[]): void {
    for (const { type, target, addedNodes } of records) {
      if (type === 'attributes') this.visit(target as HTMLElement)
      for (const node of addedNodes) if (isElement(node) && node.isConnected) this.arrived(node)
    }
  }

  private arrived(root: ParentNode & Node): void {
    rememberOpen(root)
    const watched = Object.keys(this.visitor).map(name => `[${name}]`)
    for (const element of selectFrom(root, watched.join())) this.visit(element)
  }

  private visit(element: HTMLElement): void {
    const seen = this.seen.get(element) ?? {}
    this.seen.set(element, seen)
    for (const name in this.visitor) {
      const value = element.getAttribute(name)
      if (value !== null && value !== seen[name]) this.visitor[name](element, value)
      seen[name] = value
    }
  }
}
