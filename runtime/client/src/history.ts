// Back and forward without a round trip. Each entry of the browser's history that a patch's `url` made has a snapshot of
// the regions that patches had touched by the time it was left. Where a region was first touched later than that, what
// it held before its first touch (its baseline) is what it held then. Going to an entry undoes the baselines, latest
// first, and lays its own regions over them.
//
// Snapshots live as long as the document. An entry of an earlier document, or one that was pruned, is loaded again.

import { emit, page, select } from './dom'
import { morphInner } from './morph/morph'

interface Region {
  html: string
  fields: Record<string, unknown>[]
}

interface Entry {
  title: string
  scrolled: { left: number; top: number }
  regions: Map<string, Region>
}

const KEPT = 50
const FIELDS = 'input:not([type=password],[type=file]),textarea,option'
const PERMANENT = '[data-liveview-permanent]'

export class History {
  private index = 0
  private entries: (Entry | null)[] = []
  private baselines = new Map<string, Region | null>()
  private scrolled = position()

  constructor(private document: string, private restored: () => void) {}

  start(): void {
    this.index = history.state?.liveview?.index ?? 0
    this.mark('replaceState')
    addEventListener('popstate', event => this.arrive(event.state))
    addEventListener('scroll', () => (this.scrolled = position()), { passive: true })
  }

  /** A new address: what is on screen is kept for the way back. Called before the tree changes. */
  push(url: URL): void {
    this.leave()
    this.entries.length = ++this.index
    this.mark('pushState', url)
  }

  replace(url: URL): void {
    this.mark('replaceState', url)
  }

  /** The contents of an element are about to change: they are kept, once, and only when there is a way back. */
  touch = (element: Element): void => {
    const named = element.closest('[id]:not(form)') ?? page.body
    const key = named === page.body ? 'body' : `#${CSS.escape(named.getAttribute('id')!)}`
    if (!this.baselines.has(key) && !named.closest(PERMANENT)) this.baselines.set(key, this.entries.length ? capture(named) : null)
  }

  private mark(method: 'pushState' | 'replaceState', url?: URL): void {
    history[method]({ ...history.state, liveview: { document: this.document, index: this.index } }, '', url)
  }

  private leave(): void {
    const regions = new Map<string, Region>()
    for (const key of this.baselines.keys()) {
      const element = select(document, key)[0]
      if (element) regions.set(key, capture(element))
    }
    this.entries[this.index] = { title: page.title, scrolled: this.scrolled, regions }
    if (this.index >= KEPT) this.entries[this.index - KEPT] = null
  }

  private arrive(state: any): void {
    const mark = state?.liveview
    if (!mark) {
      // A link to a place in the page made this entry; it shows what the one before it shows.
      this.leave()
      this.entries.length = ++this.index
      return this.mark('replaceState')
    }
    const entry = this.entries[mark.index]
    if (mark.document !== this.document || !entry) return location.reload()
    this.leave()
    this.index = mark.index
    this.restore(entry)
    this.restored()
    emit('liveview:history-restored', { url: location.href, index: this.index })
  }

  private restore(entry: Entry): void {
    const later = [...this.baselines].filter(([key]) => !entry.regions.has(key)).reverse()
    for (const [key, region] of later) lay(select(document, key)[0], region)
    const own = [...entry.regions.keys()]
    // In document order: a region inside another comes after it.
    for (const element of own.length ? select(document, own.join()) : []) {
      const key = own.find(key => element.matches(key))!
      lay(element, entry.regions.get(key)!)
    }
    page.title = entry.title
    this.scrolled = entry.scrolled
    scrollTo({ ...entry.scrolled, behavior: 'instant' })
  }
}

function position() {
  return { left: scrollX, top: scrollY }
}

function capture(element: Element): Region {
  const fields = fieldsOf(element).map(({ name, value, checked, selected }) => ({ name, value, checked, selected }))
  return { html: element.innerHTML, fields }
}

function lay(element: Element | undefined, region: Region | null): void {
  if (!element || !region) return
  const { html, fields } = region
  morphInner(element, html, { force: true, skip: live => live.matches(PERMANENT) })
  fieldsOf(element).forEach((field, index) => {
    const kept = fields[index]
    if (!kept || field.name !== kept.name) return
    for (const name in kept) if (kept[name] !== undefined && field[name] !== kept[name]) field[name] = kept[name]
  })
}

function fieldsOf(element: Element): any[] {
  return select(element, FIELDS).filter(field => !field.closest(PERMANENT))
}
