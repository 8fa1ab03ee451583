// From an element to a message: run() for an action, call() for all else. Debounced calls wait per element, and go out
// early when their form is submitted, so that the server hears things in the order they happened.

import { complain } from './debug'
import type { Call } from './extension'
import { collect, formOf } from './form'
import { payload } from './payload'
import type { Answer } from './protocol'

interface Waiting {
  name: string
  timer: ReturnType<typeof setTimeout>
  call: () => void
}

export class Calls {
  private waiting = new Map<Element, Waiting>()

  constructor(private send: (call: Call) => Promise<Answer>) {}

  run = (element: HTMLElement, event: Event, name = element.getAttribute('data-liveview-function')): void => {
    if (!name) return void (DEBUG && complain('an action without data-liveview-function', element))
    if (event.type === 'submit') this.flush(formOf(element))
    const { submitter } = event as SubmitEvent
    const call = () => void this.call(element, name, event, submitter)
    const text = element.getAttribute('data-liveview-debounce') ?? 0
    const pause = Number(text)
    const before = this.waiting.get(element)
    // Another function of the element does not take the place of the one that waits.
    if (before && before.name !== name) this.due(element)
    clearTimeout(before?.timer)
    if (!(pause > 0)) {
      if (pause !== 0 && text !== 'blur') DEBUG && complain('data-liveview-debounce takes milliseconds', element)
      this.waiting.delete(element)
      return call()
    }
    const timer = setTimeout(() => this.due(element), pause)
    this.waiting.set(element, { name, timer, call })
  }

  call(element: HTMLElement, name: string, event?: Event, submitter?: Element | null): Promise<Answer> {
    return this.send({ name, element, event, submitter, form: collect(element, submitter), data: payload(element) })
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
