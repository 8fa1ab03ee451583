// Between the texts of the socket and the messages in them, version 1 of the wire.

import type { Frame, Message } from './protocol'

export const VERSION = 1

export function encode(message: Message): string {
  return JSON.stringify(message)
}

/** The frame in a text, or nothing when it holds none. A patch that came alone becomes a list of one. */
export function decode(text: string): Frame | undefined {
  try {
    const { hello, ops, ref, part, error, resume, dev, ...patch } = JSON.parse(text)
    return { hello, ref, part, error, resume, dev, ops: ops ?? (Object.keys(patch).length ? [patch] : []) }
  } catch {
    // The caller says so.
  }
}
