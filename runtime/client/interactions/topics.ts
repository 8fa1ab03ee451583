// Topics that the page names: joined with the first element of a name, left with the last.

import type { Extension } from '../src/extension'
import { core, onReconnect } from './core'

const elements = new Map<string, number>()
const joined = new Set<string>()

/** Waits for the end of the batch, so that an element in the place of another neither leaves nor joins. */
function count(topic: string, change: number): void {
  elements.set(topic, (elements.get(topic) ?? 0) + change)
  queueMicrotask(() => {
    const wanted = elements.get(topic)! > 0
    if (wanted === joined.has(topic)) return
    if (wanted) joined.add(topic)
    else joined.delete(topic)
    tell(wanted ? 'join' : 'leave', topic)
  })
}

function tell(what: 'join' | 'leave', topic: string): void {
  void core.send(`liveview:${what}`, { data: { topic } })
}

onReconnect(resumed => {
  // A server that has forgotten the page has forgotten what it had joined.
  if (!resumed) for (const topic of joined) tell('join', topic)
})

export const topics: Extension = {
  attributes: {
    'data-liveview-topic'(_, topic) {
      count(topic, 1)
      return () => count(topic, -1)
    },
  },
}
