// Back and forward without a round trip. Each entry of the browser's history that a patch's `url` made has a snapshot of
// the regions that patches had touched by the time it was left. Where a region was first touched later than that, what
// it held before its first touch (its baseline) is what it held then. Going to an entry undoes the baselines, latest
// first, and lays its own regions over them.
//
// Snapshots live as long as the document. An entry of an earlier document, or one that was pruned, is loaded again.

import type { Extension } from '../src/extension'
import { core } from './core'
import { calmly } from './feedback'

interface Region {
  html: string
  fields: Record<string, unknown>[]
}

interface Entry {
  title: string
  scrolled: { left: number; top: number }
  regions: Map<string, Region>
}

/** Names this load of the document. */
const DOCUMENT = performance.timeOrigin
const KEPT = 50
const FIELDS = 'input:not([type=password],[type=file]),textarea,option'
const PERMANENT = '[data-liveview-permanent]'

export class History implements Extension {
  private index: number = history.state?.liveview?.index ?? 0
  private entries: (Entry | null)[] = []
  private baselines = new Map<string, Region | null>()
  private scrolled = position()

  constructor() {
    this.mark()
    addEventListener('popstate', event => calmly(() => this.arrive(event.state)))
    addEventListener('scroll', () => (this.scrolled = position()), { passive: true })
  }

  /** A new address: what is on screen is kept for the way back. */
  navigate(_: URL, replace: boolean): object {
    if (!replace) this.advance()
    return this.state()
  }

  /** What an element holds is kept before its first change, and only when there is a way back. */
  changes(element: Element): void {
    const { page } = core
    const named = element.closest('[id]:not(form)') ?? page.body
    const key = named === page.body ? 'body' : `#${CSS.escape(named.getAttribute('id')!)}`
    if (!this.baselines.has(key) && !named.closest(PERMANENT)) this.baselines.set(key, this.entries.length ? this.capture(named) : null)
  }

  private state(): object {
    return { ...history.state, liveview: { document: DOCUMENT, index: this.index } }
  }

  private mark(): void {
    history.replaceState(this.state(), '')
  }

  private advance(): void {
    this.leave()
    this.entries.length = ++this.index
  }

  private leave(): void {
    const regions = new Map<string, Region>()
    for (const key of this.baselines.keys()) {
      const element = this.find(key)
      if (element) regions.set(key, this.capture(element))
    }
    this.entries[this.index] = { title: core.page.title, scrolled: this.scrolled, regions }
    if (this.index >= KEPT) this.entries[this.index - KEPT] = null
  }

  private arrive(state: any): void {
    const mark = state?.liveview
    if (!mark) {
      // A link to a place in the page made this entry; it shows what the one before it shows.
      this.advance()
      return this.mark()
    }
    const entry = this.entries[mark.index]
    if (mark.document !== DOCUMENT || !entry) return location.reload()
    this.leave()
    this.index = mark.index
    this.restore(entry)
    core.emit('liveview:history-restored', { url: location.href, index: this.index })
  }

  private restore(entry: Entry): void {
    const later = [...this.baselines].filter(([key]) => !entry.regions.has(key)).reverse()
    for (const [key, region] of later) this.lay(this.find(key), region)
    const own = [...entry.regions.keys()]
    // In document order: a region inside another comes after it.
    for (const element of own.length ? core.select(document, own.join()) : []) {
      const key = own.find(key => element.matches(key))!
      this.lay(element, entry.regions.get(key)!)
    }
    core.page.title = entry.title
    this.scrolled = entry.scrolled
    scrollTo({ ...entry.scrolled, behavior: 'instant' })
  }

  private find(selector: string): Element | undefined {
    return core.select(document, selector)[0]
  }

  private capture(element: Element): Region {
    const fields = this.fields(element).map(({ name, value, checked, selected }) => ({ name, value, checked, selected }))
    return { html: element.innerHTML, fields }
  }

  private lay(element: Element | undefined, region: Region | null): void {
    if (!element || !region) return
    const { html, fields } = region
    core.morph(element, html, { force: true, skip: live => live.matches(PERMANENT) })
    this.fields(element).forEach((field, index) => {
      const kept = fields[index]
      if (!kept || field.name !== kept.name) return
      for (const name in kept) if (kept[name] !== undefined && field[name] !== kept[name]) field[name] = kept[name]
    })
  }

  private fields(element: Element): any[] {
    return core.select(element, FIELDS).filter(field => !field.closest(PERMANENT))
  }
}

function position() {
  return { left: scrollX, top: scrollY }
}
