// Wires the parts together: events become messages, frames become patches.

import { Actions } from './actions'
import type { LiveView, Status } from './api'
import { keyMatches } from './action'
import { applyToPage, applyToTree, ownAddress, swaps } from './apply'
import { Batch } from './batch'
import { Calls } from './calls'
import { encode, VERSION } from './codec'
import { Connection, type Listener } from './connection'
import { complain, complainOfDuplicates } from './debug'
import { emit, page, select } from './dom'
import type { Call, Host } from './extension'
import { Extensions } from './extensions'
import { formOf } from './form'
import { Indicator } from './indicator'
import { morphInner } from './morph/morph'
import { parseDocument } from './parse'
import type { Answer, Failure, Frame, Hello, Message, Patch } from './protocol'
import { failure, Queue } from './queue'
import { becomeDocument, fetchPage } from './refresh'
import { reloadOnce } from './reload'
import { Watcher } from './watcher'

export class Client implements Listener {
  /** Names this load of the document to the server: 128 random bits. */
  private readonly id = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('')
  private ref = 0
  /** The number of the last frame that came. */
  private seen = 0
  /** What another process of the server knows this page by. */
  private token = ''
  private greeted = false
  private ready = false
  /** Missed something that no server can send again. */
  private stale = false
  /** Counts hellos and losses, so that a page which comes too late is known. */
  private turn = 0
  private queue = new Queue()
  private watcher = new Watcher()
  private extensions = new Extensions(this.watcher)
  private calls = new Calls(call => this.call(call))
  private actions = new Actions(this.calls.run, this.extensions.actions)
  private batch = new Batch<Frame>(frame => this.applyFrame(frame), (frames, apply) => this.extensions.render(frames.flatMap(({ ops }) => ops), apply))
  private indicator = new Indicator()
  private connection = new Connection(this)

  constructor(private socket: string) {
    this.watcher.watch({
      'data-action': element => this.actions.visit(element),
      'data-liveview-init': (element, name) => void this.calls.call(element, name),
      'data-liveview-focus': (element, value) => void (value !== 'false' && element.focus({ preventScroll: true })),
    })
  }

  start(): void {
    for (const part of [this.batch, this.watcher, this.connection]) part.start()
    if (DEBUG) complainOfDuplicates()
  }

  /** What `window.liveview` is. */
  api(): LiveView {
    const { connection, extensions, calls, actions } = this
    const api: LiveView = {
      send: (name, { form = {}, data = {} } = {}) => this.call({ name, form, data: data as Record<string, unknown> }),
      morph: (target, html, options) => {
        const element = typeof target === 'string' ? select(document, target)[0] : target
        if (element) morphInner(element, html, options)
        this.settle()
      },
      swap: (name, swap) => void swaps.set(name, swap),
      apply: (ops, root = document) => this.apply(ops, root),
      refresh: (html, ops) => this.refresh(html, ops),
      connect: () => connection.connect(),
      disconnect: () => connection.disconnect(),
      get status() { return connection.status },
      on: (name, listener) => {
        const type = `liveview:${name}`
        page.addEventListener(type, listener as EventListener)
        return () => page.removeEventListener(type, listener as EventListener)
      },
      use: extension => extensions.add(typeof extension === 'function' ? extension(host) : extension),
    }
    const call = (element: HTMLElement, name: string, event?: Event) => calls.call(element, name, event)
    const host: Host = Object.assign(Object.create(api), { call, run: calls.run, listen: actions.listen, page, select, emit, formOf, keyMatches, complain })
    return api
  }

  address(): string | null {
    const room = page.documentElement.getAttribute('data-room')
    if (!room) {
      DEBUG && complain('the page has no room: write <html data-room="{{ liveview_room() }}">')
      return null
    }
    const place = `${this.socket}${encodeURIComponent(room)}/?v=${VERSION}&page=${this.id}`
    const known = this.greeted ? `&seen=${this.seen}&resume=${encodeURIComponent(this.token)}` : ''
    return new URL(place + known, location.href).href.replace('http', 'ws')
  }

  private call(call: Call): Promise<Answer> {
    return this.extensions.around(call, () => this.send(call))
  }

  private async send({ name, form, data, element, event }: Call): Promise<Answer> {
    const url = location.pathname + location.search
    const message: Message = { function: name, form, data, lang: page.documentElement.lang, ref: ++this.ref, url }
    if (!emit('liveview:before-send', { message, element }, true, element?.isConnected ? element : page)) {
      return failure(message.ref, 'cancelled', 'it was not sent')
    }
    const waiting = this.queue.add(message.ref, encode(message))
    this.flush()
    if (event) this.connection.hurry()
    const answer = await waiting
    if (answer.error) this.failed(answer.error, message)
    emit('liveview:ack', { ...answer, function: name })
    return answer
  }

  private flush(): void {
    if (this.ready) this.queue.flush(this.connection.send)
  }

  private failed(error: Failure, message?: Message): void {
    DEBUG && complain(`${message ? `\`${message.function}\`: ` : ''}${error.message} (${error.code})`, error)
    emit('liveview:error', { ...error, ref: message?.ref, function: message?.function })
  }

  async hello({ seq, resumed, resume }: Hello, first: boolean): Promise<void> {
    this.seen = seq
    this.token = resume
    const turn = ++this.turn
    if (this.greeted && !resumed) this.stale = true
    // What went out on this very socket is in the hands of whoever keeps it.
    if (first) {
      if (resumed) this.queue.repeat(this.connection.send)
      else this.queue.lose()
    }
    if (this.stale) {
      // What this page missed cannot be sent again, so the page is. Nothing goes out or is applied in between.
      this.ready = false
      // Elements that come with the new page start by themselves.
      const standing = select(document, '[data-liveview-init]')
      const fresh = await this.refresh()
      if (turn !== this.turn) return
      // The next hello finds the page as stale as it is now, and fetches it again.
      if (!fresh) return this.connection.lost()
      this.stale = false
      for (const element of standing) if (element.isConnected) void this.calls.call(element, element.getAttribute('data-liveview-init')!)
    }
    this.greeted = this.ready = true
    this.flush()
    emit('liveview:connect', { resumed })
  }

  /** Patches that come meanwhile wait: they are newer than the page. False when there is no page to be had. */
  private async refresh(html?: string | null, ops: Patch[] = []): Promise<boolean> {
    this.batch.pause()
    html ??= await fetchPage()
    try {
      if (html) {
        const wanted = parseDocument(html)
        if (DEBUG) this.apply(ops, wanted)
        becomeDocument(wanted)
        this.settle()
      }
    } catch (error) {
      DEBUG && complain('the page could not be morphed, so it is loaded again', error)
      location.reload()
    }
    this.batch.resume()
    return !!html
  }

  frame(frame: Frame): void {
    this.seen++
    this.token = frame.resume ?? this.token
    this.batch.add(frame)
    if (!DEBUG || !frame.dev) return
    this.batch.flush()
    emit('liveview:dev', frame.dev)
  }

  reloads(code: number): boolean {
    return reloadOnce(code, this.greeted)
  }

  status(status: Status): void {
    const before = this.ready
    if (status !== 'connected') {
      this.ready = false
      this.turn++
      // An answer that waits for its frame is an answer.
      this.batch.flush()
    }
    this.indicator.show(status, this.connection.wanted)
    if (before && !this.ready) emit('liveview:disconnect', { status })
  }

  private applyFrame({ ops, ref, part, error }: Frame): void {
    // An answer that came before is not given again.
    if (ref !== undefined && !this.queue.expects(ref)) return
    if (ops.length && emit('liveview:before-apply', { ops, ref }, true)) {
      this.apply(ops, document)
      emit('liveview:apply', { ops, ref })
    }
    if (ref !== undefined) return void (part || this.queue.answered(ref, error))
    if (error) this.failed(error)
  }

  private apply(ops: Patch[], root: Document): void {
    if (DEBUG && root !== document) return ops.forEach(patch => applyToTree(patch, root))
    for (const patch of ops) {
      try {
        if (patch.url) this.navigate(patch)
        applyToTree(patch, document, this.extensions.changes)
        this.watcher.flush()
        applyToPage(patch)
        this.extensions.patched(patch)
      } catch (error) {
        // One patch that cannot be applied does not take the others with it.
        console.error('liveview:', error, patch)
      }
    }
    this.settle()
  }

  private navigate({ url: address, replace = false }: Patch): void {
    const url = ownAddress(address!)
    if (!url) return void (DEBUG && complain(`not an address of this site: ${address}`))
    if (!emit('liveview:navigate', { url, replace }, true)) return
    const state = { ...history.state, ...this.extensions.navigate(url, replace) }
    history[replace ? 'replaceState' : 'pushState'](state, '', url)
  }

  private settle(): void {
    try {
      this.watcher.flush()
      this.indicator.render()
      this.extensions.applied()
    } catch (error) {
      // What somebody else's extension throws stops neither the answer nor the patches after it.
      console.error('liveview:', error)
    }
    if (DEBUG) complainOfDuplicates()
  }
}
