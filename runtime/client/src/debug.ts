// Mistakes are loud while developing: dist/liveview.js, which debug builds serve, tells them when its script element has
// `data-debug`. In liveview.min.js `DEBUG` is false, and none of this is left.

import { select } from './dom'

declare global {
  const DEBUG: boolean
}

let debugging = false

export function setDebugging(on: boolean): void {
  debugging = on
}

export function complain(message: string, ...about: unknown[]): void {
  if (debugging) console.error(`liveview: ${message}`, ...about)
}

const told = new Set<string>()

/** An id that stands twice makes a patch go to the first of them, so it is said once for each. */
export function complainOfDuplicates(): void {
  const seen = new Set<string>()
  for (const { id } of select(document, '[id]')) {
    if (seen.has(id) && !told.has(id)) complain(`the id \`${id}\` stands more than once in the page`)
    if (seen.has(id)) told.add(id)
    seen.add(id)
  }
}
