// The messages of the wire: what the client says and what it hears. Mirrors runtime/src/protocol; both sides read the
// golden messages in tests/protocol. Shipped as part of dist/liveview.d.ts.

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

/** What became of a message. */
export interface Answer {
  ref: number
  /** Why the server did not do it, or why it may never have heard of it. */
  error?: Failure
}

export type Swap = 'inner' | 'outer' | 'text' | 'before' | 'prepend' | 'append' | 'after' | 'remove'

export interface Patch {
  target?: string
  html?: string
  /** One of the core's, or of an extension. */
  swap?: Swap | (string & {})
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
  /** Runs once. Only the server's own API writes one. */
  script?: string
  /** Keys of extensions. */
  [key: string]: unknown
}

export interface Frame {
  hello?: Hello
  ops: Patch[]
  ref?: number
  part?: boolean
  error?: Failure
  /** What the page shows to another process of the server, from now on. */
  resume?: string
  dev?: Record<string, any>
}
