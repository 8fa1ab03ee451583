// Sees elements as they come into the page, whoever puts them there: their actions are noted, those with
// data-liveview-focus are focused, those with data-liveview-init call their function. Each once, and again only when the
// attribute itself is set anew.

import { page, select } from './dom'
import { rememberOpen } from './morph/element'

const ATTRIBUTES = ['data-action', 'data-liveview-focus', 'data-liveview-init']
const WATCHED = ATTRIBUTES.map(name => `[${name}]`).join()

export interface Visitor {
  action(element: HTMLElement): void
  init(element: HTMLElement): void
}

export class Watcher {
  private seen = new WeakMap<Element, Map<string, string>>()
  private observer = new MutationObserver(records => this.observe(records))

  constructor(private visitor: Visitor) {}

  start(): void {
    rememberOpen(document)
    this.observer.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ATTRIBUTES })
    this.visitBelow(document)
  }

  stop(): void {
    this.observer.disconnect()
  }

  /** Handles what has been put in since, without waiting for the end of the task. */
  flush(): void {
    this.observe(this.observer.takeRecords())
  }

  /** Calls every init function of the page once more. */
  initAgain(): void {
    this.flush()
    for (const element of select(document, '[data-liveview-init]')) this.visitor.init(element)
  }

  private observe(records: MutationRecord[]): void {
    for (const { type, target, addedNodes } of records) {
      if (type === 'attributes') this.visit(target as HTMLElement)
      for (const node of addedNodes) {
        if (!(node instanceof HTMLElement || node instanceof SVGElement) || !node.isConnected) continue
        rememberOpen(node)
        this.visit(node as HTMLElement)
        this.visitBelow(node)
      }
    }
  }

  private visitBelow(root: ParentNode & Node): void {
    for (const element of select(root, WATCHED)) this.visit(element)
  }

  private visit(element: HTMLElement): void {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name)
      const seen = this.seen.get(element) ?? new Map<string, string>()
      this.seen.set(element, seen)
      if (value === null) seen.delete(name)
      if (value === null || seen.get(name) === value) continue
      seen.set(name, value)
      if (name === 'data-action') this.visitor.action(element)
      else if (name === 'data-liveview-init') this.visitor.init(element)
      else if (value !== 'false' && element.checkVisibility?.() !== false) element.focus({ preventScroll: page.readyState === 'loading' })
    }
  }
}
