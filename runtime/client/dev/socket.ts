// The page's line to the dev server. It is opened again for as long as the page lives; when the server that comes back is
// another one, its new token is read from the page it serves.

import type { FromServer, ToServer } from './protocol'

const PAUSES = [200, 400, 800, 1500, 3000]
const UNSENT = 50

export class Socket {
  private socket?: WebSocket
  private failures = 0
  private unsent: string[] = []

  constructor(private token: string, private hear: (message: FromServer) => void, private connected: (connected: boolean) => void) {}

  start(): void {
    addEventListener('pagehide', () => this.stop())
    addEventListener('pageshow', event => event.persisted && this.open())
    this.open()
  }

  stop(): void {
    const { socket } = this
    this.socket = undefined
    socket?.close()
  }

  send(message: ToServer): void {
    const text = JSON.stringify(message)
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(text)
    else if (this.unsent.length < UNSENT) this.unsent.push(text)
  }

  private open(): void {
    if (this.socket) return
    const address = new URL(`/__liveview/ws?token=${encodeURIComponent(this.token)}`, location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    const socket = (this.socket = new WebSocket(address))
    socket.onopen = () => {
      this.failures = 0
      this.connected(true)
      for (const text of this.unsent.splice(0)) socket.send(text)
    }
    socket.onmessage = event => this.hear(JSON.parse(event.data))
    socket.onclose = () => this.socket === socket && void this.retry()
  }

  private async retry(): Promise<void> {
    this.socket = undefined
    const pause = PAUSES[Math.min(this.failures++, PAUSES.length - 1)]
    if (this.failures > 2) this.connected(false)
    await new Promise(resolve => setTimeout(resolve, pause))
    if (this.failures > 1) this.token = (await currentToken()) ?? this.token
    this.open()
  }
}

async function currentToken(): Promise<string | undefined> {
  try {
    const text = await (await fetch(location.href, { cache: 'no-store' })).text()
    return /\sdata-token="([\w-]+)"/.exec(text)?.[1]
  } catch {
    return undefined
  }
}
