// A small site on a port of its own: pages with the client in them, and the server's end of the socket in the test's hand.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { after } from 'node:test'
import type { Page } from 'playwright-core'
import { type WebSocket, WebSocketServer } from 'ws'
import { NONCE, openPage, PATIENCE, POLICY } from './browser'

export interface Socket {
  socket: WebSocket
  url: string
  messages: any[]
  send(frame: object): void
  close(code: number): void
}

export interface Options {
  debug?: boolean
  dev?: boolean
  room?: string
  head?: string
  headers?: Record<string, string>
  /** Does what the server would on a connection; by default it says hello. */
  greet?: (socket: Socket, index: number) => void
}

export const HELLO = { hello: { version: 1, instance: '00c0ffee', seq: 0, resumed: false, resume: '' } }
export const RESUMED = { hello: { ...HELLO.hello, resumed: true } }

const SCRIPTS = ['liveview.js', 'liveview.min.js', 'liveview-interactions.js', 'liveview-interactions.min.js', 'liveview-dev.js']
const open: Site[] = []

export class Site {
  sockets: Socket[] = []
  dev: Socket[] = []
  requests: string[] = []
  /** Bodies by path; any other path gets the first. */
  pages: Record<string, string>
  assets: Record<string, { type: string; body: string }> = {}
  /** Statuses that the next requests of pages are answered with, instead of the page. */
  failures: number[] = []
  /** Says which sockets are turned away before they open. */
  refuse: (url: string) => boolean = () => false
  token = 'dev-token'
  page!: Page
  console: string[] = []
  private waiting: (() => void)[] = []

  private constructor(private server: Server, private options: Options, body: string) {
    this.pages = { '/': body }
  }

  static async open(body: string, options: Options = {}): Promise<Site> {
    const server = createServer()
    const site = new Site(server, options, body)
    server.on('request', (request, response) => {
      const path = new URL(request.url!, 'http://x').pathname
      site.requests.push(request.url!)
      const asset = site.assets[path]
      const name = path === '/__liveview/page.js' ? 'liveview-dev.js' : path.replace('/assets/', '')
      if (asset) return void response.writeHead(200, { 'Content-Type': asset.type, 'Cache-Control': 'no-cache' }).end(asset.body)
      if (SCRIPTS.includes(name)) return void response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(readFileSync(new URL(name, import.meta.url)))
      const failure = site.failures.shift()
      if (failure) return void response.writeHead(failure).end('not now')
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'Content-Security-Policy': POLICY, ...options.headers })
      response.end(site.document(site.pages[path] ?? site.pages['/']))
    })
    const web = new WebSocketServer({ server, verifyClient: ({ req }: { req: { url?: string } }) => !site.refuse(req.url!) })
    web.on('connection', (socket, request) => site.accept(socket, request.url!))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    open.push(site)
    site.page = await openPage()
    site.page.on('console', message => site.console.push(message.text()))
    site.page.on('pageerror', error => site.console.push(String(error)))
    return site
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async visit(path = '/'): Promise<Socket> {
    const count = this.sockets.length
    await this.page.goto(this.origin + path)
    await this.until(() => this.sockets.length > count)
    return this.sockets.at(-1)!
  }

  document(body: string): string {
    if (body.includes('<html')) return body.replaceAll('<script ', `<script nonce="${NONCE}" `)
    const { debug, dev, room = 'room', head = '' } = this.options
    const kind = debug ? 'js' : 'min.js'
    return `<!doctype html><html lang="en" data-room="${room}"><head><meta charset="utf-8"><title>Site</title>${head}
<script nonce="${NONCE}" src="/assets/liveview.${kind}" defer data-socket="/ws/liveview/"${debug ? ' data-debug' : ''}></script>
<script nonce="${NONCE}" src="/assets/liveview-interactions.${kind}" defer></script>
${dev ? `<script nonce="${NONCE}" src="/__liveview/page.js" defer data-token="${this.token}"></script>` : ''}</head>
<body data-controller="page">${body}</body></html>`
  }

  /** Resolves when the condition holds; it is looked at whenever something arrives. */
  async until(holds: () => boolean, what = 'the server saw it'): Promise<void> {
    const end = Date.now() + PATIENCE
    while (!holds()) {
      const left = end - Date.now()
      if (left <= 0) throw new Error(`not in time: ${what}: ${holds}`)
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, left)
        this.waiting.push(() => (clearTimeout(timer), resolve()))
      })
    }
  }

  /** The messages of the newest connection, when there are so many. */
  async messages(count: number, socket = this.sockets.at(-1)!): Promise<any[]> {
    await this.until(() => socket.messages.length >= count, `${count} messages`)
    return socket.messages
  }

  async close(): Promise<void> {
    await this.page.close()
    for (const { socket } of [...this.sockets, ...this.dev]) socket.terminate()
    this.server.closeAllConnections()
    this.server.close()
  }

  private accept(socket: WebSocket, url: string): void {
    const dev = url.startsWith('/__liveview/')
    const accepted: Socket = {
      socket, url, messages: [],
      send: frame => socket.send(JSON.stringify(frame)),
      close: code => socket.close(code),
    }
    const list = dev ? this.dev : this.sockets
    list.push(accepted)
    socket.on('message', data => {
      accepted.messages.push(JSON.parse(String(data)))
      this.wake()
    })
    socket.on('close', () => this.wake())
    if (!dev) (this.options.greet ?? (socket => socket.send(HELLO)))(accepted, list.length - 1)
    this.wake()
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve()
  }
}

export async function golden(name: string): Promise<any[]> {
  return JSON.parse(await readFile(new URL(`../../../../tests/protocol/${name}.json`, import.meta.url), 'utf8'))
}

after(async () => {
  for (const site of open) await site.close().catch(() => undefined)
})
