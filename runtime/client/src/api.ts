// What `window.liveview` offers to the page's own scripts.

import type { Interactions } from '../interactions/api'
import type { Extension, Host } from './extension'
import type { Answer, Failure, FormValue, Message, Patch } from './protocol'

export type Status = 'connected' | 'connecting' | 'offline'

export interface LiveViewEvents {
  connect: { resumed: boolean }
  disconnect: { status: Status }
  /** Cancelable: `preventDefault` keeps the message from being sent. */
  'before-send': { message: Message; element?: Element }
  ack: { ref: number; function?: string; error?: Failure }
  error: Failure & { ref?: number; function?: string }
  /** Cancelable: `preventDefault` keeps the patches from being applied. */
  'before-apply': { ops: Patch[]; ref?: number }
  apply: { ops: Patch[]; ref?: number }
  /** At the target of a patch. Cancelable: `preventDefault` leaves this target as it is. */
  'before-morph': { patch: Patch }
  /** At an element that is about to be taken out. */
  remove: undefined
  /** Cancelable: `preventDefault` keeps the address as it is. */
  navigate: { url: URL; replace: boolean }
  'history-restored': { url: string; index: number }
  /** At the element whose call is asked about. Cancelable: `preventDefault` keeps the browser from asking, and `answer` goes on. */
  confirm: { message: string; answer(yes: boolean): void }
  dev: Record<string, any>
}

export interface MorphOptions {
  /** Fields and open states follow the wanted HTML even where the visitor has changed them. */
  force?: boolean
  /** Live elements to leave alone, beside those under data-liveview-ignore. */
  skip?: (live: Element) => boolean
}

export interface LiveView {
  /** Calls a handler, as an element with this data-liveview-function would. Rejects only what JSON cannot say; for all else look at `error`. */
  send(name: string, content?: { form?: Record<string, FormValue>; data?: object }): Promise<Answer>
  /** Makes the contents of an element into this HTML and keeps what the visitor did there. */
  morph(target: Element | string, html: string, options?: MorphOptions): void
  /** A way to put HTML into a target, for patches with this `swap`. */
  swap(name: string, swap: (target: Element, html: string) => void): void
  /** Applies patches as if the server had sent them; to another document, in a debug build, only what they do to its tree. */
  apply(ops: Patch[], root?: Document): void
  /** Brings the page up to date in place: fetches its own address, or takes this HTML; in a debug build, patches are applied to it first. False when it could not be fetched. */
  refresh(html?: string | null, ops?: Patch[]): Promise<boolean>
  connect(): void
  disconnect(): void
  readonly status: Status
  /** Listens for `liveview:NAME`. Returns what ends it. */
  on<Name extends keyof LiveViewEvents>(name: Name, listener: (event: CustomEvent<LiveViewEvents[Name]>) => void): () => void
  /** Adds to what the client can do. */
  use(extension: Extension | ((host: Host) => Extension)): void
}

declare global {
  const liveview: LiveView & Interactions
  interface Window {
    liveview: LiveView & Interactions
  }
}
