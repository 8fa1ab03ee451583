// Calls a function when an element comes into view, or has left it. The threshold in pixels makes the view larger.

import type { Extension } from '../src/extension'
import { read } from './attributes'
import { core } from './core'

export const intersect: Extension = {
  attributes: {
    'data-liveview-intersect-appear': (element, name) => observe(element, name, true),
    'data-liveview-intersect-disappear': (element, name) => observe(element, name, false),
  },
}

/** An observer's first word is about where the element is now: nothing has left a view in which it never was. */
function observe(element: HTMLElement, name: string, wanted: boolean): () => void {
  let seen = false
  const look = (entries: IntersectionObserverEntry[]) => {
    for (const { isIntersecting } of entries) {
      if (isIntersecting === seen) continue
      seen = isIntersecting
      if (seen === wanted) void core.call(element, name)
    }
  }
  const observer = new IntersectionObserver(look, { rootMargin: `${pixels(element)}px` })
  observer.observe(element)
  return () => observer.disconnect()
}

function pixels(element: Element): number {
  const text = read(element, 'intersect-threshold') ?? '0'
  const distance = parseInt(text)
  if (!Number.isNaN(distance)) return distance
  DEBUG && core.complain('data-liveview-intersect-threshold takes pixels', element)
  return 0
}
