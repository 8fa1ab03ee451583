// Reading the values of attributes: words, milliseconds, JSON. What cannot be read is nothing, and loud in debug builds.

import type { Call } from '../src/extension'
import { core } from './core'

const PREFIX = 'data-liveview-'

export function read(element: Element, name: string): string | null {
  return element.getAttribute(PREFIX + name)
}

/** What a call is told by the button that was pressed, or else by its element. */
export function setting({ element, submitter }: Call, name: string): string | null {
  return (submitter && read(submitter, name)) ?? (element ? read(element, name) : null)
}

/** A time, or 0 where there is none. */
export function milliseconds(element: Element, name: string): number {
  const text = read(element, name)
  const time = Number(text)
  if (time > 0) return time
  if (text !== null) DEBUG && core.complain(`${PREFIX}${name} takes milliseconds`, element)
  return 0
}

/** A value in JSON of the given kind, or undefined. */
export function json(element: Element, name: string, kind: ObjectConstructor | ArrayConstructor): any {
  const text = read(element, name)
  if (text === null) return
  let mistake = ''
  try {
    const value = JSON.parse(text)
    if (value?.constructor === kind) return value
  } catch (error) {
    mistake = `: ${error}`
  }
  DEBUG && core.complain(`${PREFIX}${name} takes JSON, ${kind === Array ? 'a list' : 'an object'}${mistake}`, element)
}
