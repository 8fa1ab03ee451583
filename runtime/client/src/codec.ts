// Between the texts of the socket and the messages in them, version 1 of the wire.

import type { Frame, Message } from './protocol'

export const VERSION = 1

export function encode(message: Message): string {
  return JSON.stringify(message)
}

/** The frame in a text, or null when it holds none. A patch that came alone becomes a list of one. */
export function decode(text: string): Frame | null {
  let value: any
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!(value instanceof Object) || Array.isArray(value)) return null
  const { hello, ops, ref, part, error, dev, ...patch } = value
  return { hello, ref, part, error, dev, ops: Array.isArray(ops) ? ops : Object.keys(patch).length ? [patch] : [] }
}
