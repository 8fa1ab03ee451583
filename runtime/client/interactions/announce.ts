// Says through a screen reader what a patch announces, and what an element marked `announce` says when it comes or changes.
// The live region stands outside of the body, where no patch reaches it.

import type { Extension } from '../src/extension'
import { read } from './attributes'
import { core } from './core'

const said = new WeakMap<Element, string>()
let region: HTMLElement | undefined

function say(text: string): void {
  if (!region?.isConnected) {
    region = core.page.createElement('div')
    region.setAttribute('role', 'status')
    region.style.cssText = 'position:fixed;top:0;clip-path:inset(50%)'
    core.page.documentElement.appendChild(region)
  }
  region.textContent = ''
  requestAnimationFrame(() => (region!.textContent = text))
}

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
  keys: { announce: say },
  applied() {
    const texts = news()
    if (texts.length) say(texts.join(' '))
  },
}
