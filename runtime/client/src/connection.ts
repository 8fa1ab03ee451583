// The socket: opened, watched, and opened again for ever. A retry waits a random time that grows from 0.3 to 30 seconds,
// so that a thousand pages do not come back at once; a page that is hidden or offline rests, and tries at once when it
// is not. On pagehide the socket is closed, or the browser would not keep the page for "back".

import type { Status } from './api'
import { decode } from './codec'
import { complain } from './debug'
import { page } from './dom'
import type { Frame, Hello } from './protocol'

export interface Listener {
  address(): string | null
  hello(hello: Hello): void
  frame(frame: Frame): void
  status(status: Status): void
  /** Whether the page will be loaded again because of this, so that no retry is needed. */
  reloads(code: number): boolean
}

const SHORTEST = 300
const LONGEST = 30_000
const GREETING = 10_000
/** A connection that lasted this long was a good one: the next break starts counting from the beginning. */
const SETTLED = 5_000

/** How long to wait before the given attempt, the first being 0: anything between the shortest wait and a growing limit. */
export function delay(attempt: number, random = Math.random()): number {
  const limit = Math.min(LONGEST, 1000 * 2 ** attempt)
  return SHORTEST + random * (limit - SHORTEST)
}

export class Connection {
  status: Status = 'offline'
  private socket?: WebSocket
  /** Whether a connection that is lost is to be opened again. */
  wanted = false
  private attempt = 0
  private greeted = 0
  private timer?: ReturnType<typeof setTimeout>

  constructor(private listener: Listener) {}

  start(): void {
    addEventListener('online', this.hurry)
    addEventListener('pageshow', this.hurry)
    page.addEventListener('visibilitychange', this.hurry)
    addEventListener('pagehide', () => this.close('connecting'))
    this.connect()
  }

  connect(): void {
    this.wanted = true
    this.open()
  }

  disconnect(): void {
    this.wanted = false
    this.close('offline')
  }

  send(text: string): void {
    this.socket?.send(text)
  }

  private hurry = (): void => {
    if (this.wanted && !page.hidden) this.open()
  }

  private open(): void {
    if (this.socket) return
    clearTimeout(this.timer)
    const address = this.listener.address()
    if (!address) return
    const socket = (this.socket = new WebSocket(address))
    this.greeted = 0
    this.change('connecting')
    this.timer = setTimeout(() => this.lost(socket, 0), GREETING)
    socket.onmessage = event => this.socket === socket && this.hear(event.data)
    socket.onclose = event => this.lost(socket, event.code)
  }

  private close(status: Status): void {
    clearTimeout(this.timer)
    const { socket } = this
    this.socket = undefined
    socket?.close()
    this.change(status)
  }

  private hear(data: unknown): void {
    const frame = typeof data === 'string' ? decode(data) : null
    if (!frame) return void (DEBUG && complain('a frame that is not one', data))
    if (!frame.hello) return this.listener.frame(frame)
    clearTimeout(this.timer)
    this.greeted ||= Date.now()
    this.change('connected')
    this.listener.hello(frame.hello)
  }

  private lost(socket: WebSocket, code: number): void {
    if (this.socket !== socket) return
    if (this.greeted && Date.now() - this.greeted > SETTLED) this.attempt = 0
    // A normal close is the server's wish, and stays until the page asks again.
    if (code === 1000 || this.listener.reloads(code)) this.wanted = false
    this.close('offline')
    if (this.wanted && !page.hidden && navigator.onLine) this.timer = setTimeout(() => this.open(), delay(this.attempt++))
  }

  private change(status: Status): void {
    this.status = status
    this.listener.status(status)
  }
}
