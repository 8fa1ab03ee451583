// From an element to a message: run() for an action, init() for data-liveview-init. Debounced calls wait per element,
// and go out early when their form is submitted, so that the server hears things in the order they happened.

import { complain } from './debug'
import { collect, formOf } from './form'
import { payload } from './payload'
import type { FormValue } from './protocol'

export type Send = (name: string, form: Record<string, FormValue>, data: Record<string, unknown>, element: Element) => void

interface Waiting {
  timer: ReturnType<typeof setTimeout>
  call: () => void
}

export class Calls {
  private waiting = new Map<Element, Waiting>()

  constructor(private send: Send) {}

  run = (element: HTMLElement, event: Event): void => {
    const name = element.getAttribute('data-liveview-function')
    if (!name) return void (DEBUG && complain('an action without data-liveview-function', element))
    if (event.type === 'submit') this.flush(formOf(element))
    const submitter = (event as SubmitEvent).submitter
    const call = () => this.call(name, element, submitter)
    const pause = Number(element.getAttribute('data-liveview-debounce') ?? 0)
    clearTimeout(this.waiting.get(element)?.timer)
    if (!(pause > 0)) {
      if (pause !== 0) DEBUG && complain('data-liveview-debounce takes milliseconds', element)
      this.waiting.delete(element)
      return call()
    }
    const timer = setTimeout(() => this.due(element), pause)
    this.waiting.set(element, { timer, call })
  }

  init(element: HTMLElement): void {
    const name = element.getAttribute('data-liveview-init')
    if (name) this.call(name, element)
  }

  private call(name: string, element: Element, submitter?: Element | null): void {
    this.send(name, collect(element, submitter), payload(element), element)
  }

  private due(element: Element): void {
    const waiting = this.waiting.get(element)
    this.waiting.delete(element)
    clearTimeout(waiting?.timer)
    if (element.isConnected) waiting?.call()
  }

  private flush(form: HTMLFormElement | null): void {
    if (form) for (const element of this.waiting.keys()) if (element !== form && formOf(element) === form) this.due(element)
  }
}
