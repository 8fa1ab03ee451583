// What the dev server and a page say to each other on /__liveview/ws.

import type { Patch } from '../src/protocol'

export type Phase = 'building' | 'serving' | 'failed' | 'starting' | 'crashed'

export interface Problem {
  id: string
  kind: string
  message: string
  code?: string
  file?: string
  line?: number
  column?: number
  excerpt?: string
  help?: string
  function?: string
  event?: unknown
  frames?: string[]
}

export interface State {
  phase: Phase
  build: { done: number; of: number } | null
  problems: Problem[]
  generation: number
}

export interface FromServer {
  state?: State
  css?: { path: string; id: number }
  asset?: { path: string; id: number }
  reload?: object
}

export type ToServer = { console: { level: string; text: string } } | { painted: { id: number } }

/** What the app pushes over the page's own socket when a template changed. */
export interface Refresh {
  /** The whole page, or null when it has to be fetched. */
  html: string | null
  ops: Patch[]
  id: number
}
