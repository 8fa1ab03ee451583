// The messages of the wire, version 1: what the client says and what it hears. Mirrors runtime/src/protocol; both sides
// read the golden messages in tests/protocol.

export const VERSION = 1

export type FormValue = string | boolean | string[]

export interface Message {
  function: string
  form: Record<string, FormValue>
  data: Record<string, unknown>
  lang: string
  ref: number
  url: string
}

export interface Hello {
  version: number
  instance: string
  seq: number
  resumed: boolean
  resume: string
}

export interface Failure {
  code: string
  message: string
  reference?: string
  field?: string
}

export type Swap = 'inner' | 'outer' | 'text' | 'before' | 'prepend' | 'append' | 'after' | 'remove'

export interface Patch {
  target?: string
  html?: string
  swap?: Swap
  append?: boolean
  remove?: boolean
  all?: boolean
  url?: string
  replace?: boolean
  title?: string
  scroll?: string
  scrollTop?: boolean
  focus?: string
  announce?: string
  redirect?: string
  event?: { name: string; detail?: unknown }
  reload?: boolean
}

export interface Frame {
  hello?: Hello
  ops: Patch[]
  ref?: number
  part?: boolean
  error?: Failure
  dev?: Record<string, any>
}

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
