// Says through a screen reader what an element says, when it comes and when that changes.

import type { Extension } from '../src/extension'
import { read } from './attributes'
import { core } from './core'

const said = new WeakMap<Element, string>()

/** The texts that are new since the last time. */
function news(): string[] {
  const texts: string[] = []
  for (const element of core.select(document, '[data-liveview-announce]')) {
    const text = (read(element, 'announce') || element.textContent!).trim()
    if (text && said.get(element) !== text) texts.push(text)
    said.set(element, text)
  }
  return texts
}

// What the page came with is read by the visitor anyway.
news()

export const announce: Extension = {
  applied() {
    const texts = news()
    if (texts.length) core.apply([{ announce: texts.join(' ') }])
  },
}
