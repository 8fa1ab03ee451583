// Topics that the page names: joined with the first element of a name, left with the last.

import type { Extension } from '../src/extension'
import { core, reconnected } from './core'

const elements = new Map<string, number>()
const joined = new Set<string>()
/** What the server may never have heard of, because there was no connection. */
const unheard = new Set<string>()

/** Waits for the end of the batch, so that an element in the place of another neither leaves nor joins. */
function count(topic: string, change: number): void {
  elements.set(topic, (elements.get(topic) ?? 0) + change)
  queueMicrotask(() => {
    const wanted = elements.get(topic)! > 0
    if (wanted === joined.has(topic)) return
    if (wanted) joined.add(topic)
    else joined.delete(topic)
    void tell(wanted ? 'join' : 'leave', topic)
  })
}

async function tell(what: 'join' | 'leave', topic: string): Promise<void> {
  const { error } = await core.send(`liveview:${what}`, { data: { topic } })
  if (error && error.code !== 'refused') unheard.add(topic)
}

core.on('connect', ({ detail: { resumed } }) => {
  // A server that has forgotten the page has forgotten what it had joined.
  const forgotten = reconnected && !resumed
  const untold = new Set([...unheard, ...(forgotten ? joined : [])])
  unheard.clear()
  for (const topic of untold) void tell(joined.has(topic) ? 'join' : 'leave', topic)
})

export const topics: Extension = {
  attributes: {
    'data-liveview-topic'(_, topic) {
      count(topic, 1)
      return () => count(topic, -1)
    },
  },
}
