// Calls a function when an element comes into view, or has left it. The threshold in pixels makes the view larger. An
// element that a patch gave other data, such as the number of the next page, is a new one: it may be in view still.

import type { Extension } from '../src/extension'
import { read } from './attributes'
import { core } from './core'

const looking = new Set<() => void>()

export const intersect: Extension = {
  attributes: {
    'data-liveview-intersect-appear': (element, name) => observe(element, name, true),
    'data-liveview-intersect-disappear': (element, name) => observe(element, name, false),
  },
  applied: () => looking.forEach(look => look()),
}

/** An observer's first word is about where the element is now: nothing has left a view in which it never was. */
function observe(element: HTMLElement, name: string, wanted: boolean): () => void {
  let seen = false
  let data = JSON.stringify(element.dataset)
  const look = (entries: IntersectionObserverEntry[]) => {
    for (const { isIntersecting } of entries) {
      if (isIntersecting === seen) continue
      seen = isIntersecting
      if (seen === wanted) void core.call(element, name)
    }
  }
  const observer = new IntersectionObserver(look, { rootMargin: `${pixels(element)}px` })
  const again = () => {
    const now = JSON.stringify(element.dataset)
    if (now === data) return
    data = now
    seen = false
    observer.unobserve(element)
    observer.observe(element)
  }
  looking.add(again)
  observer.observe(element)
  return () => {
    looking.delete(again)
    observer.disconnect()
  }
}

function pixels(element: Element): number {
  const text = read(element, 'intersect-threshold') ?? '0'
  const distance = parseInt(text)
  if (!Number.isNaN(distance)) return distance
  DEBUG && core.complain('data-liveview-intersect-threshold takes pixels', element)
  return 0
}
