// Mistakes are loud while developing and silent in production: `data-debug` on the client's script tells which.

import { select } from './dom'

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
  if (!debugging) return
  const seen = new Set<string>()
  for (const { id } of select(document, '[id]')) {
    if (seen.has(id) && !told.has(id)) complain(`the id \`${id}\` stands more than once in the page`)
    if (seen.has(id)) told.add(id)
    seen.add(id)
  }
}
