// The socket: opened, watched, and opened again for ever. A retry waits a random time that grows to 30 seconds, so that
// pages which lost their server together do not come back together; a page that is hidden or offline rests, and tries at
// once when it is not. On pagehide the socket is closed, or the browser would not keep the page for "back".
//
// A socket can be dead without anybody saying so: after a sleep, or behind a network that has changed. One that
// outlived a long sleep, or that let a message wait for longer than any handler may take, is given up for a new one; the
// server goes on where the old one stopped.

import type { Status } from './api'
import { decode } from './codec'
import { complain } from './debug'
import { page } from './dom'
import type { Frame, Hello } from './protocol'

export interface Listener {
  address(): string | null
  /** `first` on its socket: the dev server keeps that and says hello again for another run of the app. */
  hello(hello: Hello, first: boolean): void
  frame(frame: Frame): void
  status(status: Status): void
  /** Whether the page will be loaded again because of this, so that no retry is needed. */
  reloads(code: number): boolean
}

const SHORTEST = 300
/** The limit of the first wait. What developers restart has one page. */
const FIRST = DEBUG ? 1_000 : 6_000
const LONGEST = 30_000
const GREETING = 10_000
/** A connection that lasted this long was a good one: the next break starts counting from the beginning. */
const SETTLED = 5_000
const TICK = 10_000
/** Browsers stretch the timers of hidden pages to a minute, which is no sleep. */
const SLEEP = 90_000
/** A server answers within 30 seconds, if only that it took too long. */
const SILENCE = 40_000

/** How long to wait before the given attempt, the first being 0: anything between the shortest wait and a growing limit. */
export function delay(attempt: number, random = Math.random()): number {
  return SHORTEST + random * (Math.min(LONGEST, FIRST * 2 ** attempt) - SHORTEST)
}

export class Connection {
  status: Status = 'offline'
  private socket?: WebSocket
  /** Whether a connection that is lost is to be opened again. */
  wanted = false
  private attempt = 0
  private greeted = 0
  private timer?: ReturnType<typeof setTimeout>
  private hurried = false
  private ticked = Date.now()
  /** When the first message went out that nothing was heard after. */
  private asked = 0

  constructor(private listener: Listener) {}

  start(): void {
    addEventListener('online', this.wake)
    addEventListener('pageshow', this.wake)
    page.addEventListener('visibilitychange', this.wake)
    addEventListener('pagehide', () => this.close('connecting'))
    setInterval(this.tick, TICK)
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

  send = (text: string): void => {
    this.asked ||= Date.now()
    this.socket?.send(text)
  }

  /** The visitor waits for an answer, so the next attempt does not. */
  hurry(): void {
    if (!this.wanted || this.socket || this.hurried) return
    this.hurried = true
    this.retry(Math.random() * SHORTEST)
  }

  private wake = (): void => {
    this.tick()
    if (this.wanted && !page.hidden) this.open()
  }

  private tick = (): void => {
    const now = Date.now()
    const dead = now - this.ticked > SLEEP || (this.asked && now - this.asked > SILENCE)
    this.ticked = now
    if (!dead || this.status !== 'connected') return
    this.close('connecting')
    this.open()
  }

  private retry(wait: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.open(), wait)
  }

  private open(): void {
    if (this.socket) return
    clearTimeout(this.timer)
    const address = this.listener.address()
    if (!address) return
    const socket = (this.socket = new WebSocket(address))
    this.greeted = this.asked = 0
    this.hurried = false
    this.change('connecting')
    this.timer = setTimeout(() => this.lost(socket), GREETING)
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

  private hear(data: string): void {
    this.asked = 0
    const frame = decode(data)
    if (!frame) return void (DEBUG && complain('a frame that is not one', data))
    if (!frame.hello) return this.listener.frame(frame)
    clearTimeout(this.timer)
    const again = this.greeted
    this.greeted ||= Date.now()
    this.change('connected')
    this.listener.hello(frame.hello, !again)
  }

  /** Also for a socket that the client cannot go on with. */
  lost(socket = this.socket, code = 0): void {
    if (this.socket !== socket) return
    if (this.greeted && Date.now() - this.greeted > SETTLED) this.attempt = 0
    // A normal close is the server's wish, and stays until the page asks again.
    if (code === 1000 || this.listener.reloads(code)) this.wanted = false
    this.close('offline')
    if (this.wanted && !page.hidden && navigator.onLine) this.retry(delay(this.attempt++))
  }

  private change(status: Status): void {
    this.status = status
    this.listener.status(status)
  }
}
