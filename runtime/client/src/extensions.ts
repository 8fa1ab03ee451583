// Holds what `liveview.use` was given, and asks it in the order it came.

import { swaps } from './apply'
import type { Action, Call, Extension } from './extension'
import type { Answer, Patch } from './protocol'
import { failure } from './queue'
import type { Watcher } from './watcher'

export class Extensions {
  private list: Extension[] = []

  constructor(private watcher: Watcher) {}

  add(extension: Extension): void {
    this.list.push(extension)
    for (const name in extension.swaps) swaps.set(name, extension.swaps[name])
    this.watcher.watch(extension.attributes ?? {})
  }

  /** The first extension stands outermost; within the last of them is `send`. */
  around(call: Call, send: () => Promise<Answer>): Promise<Answer> {
    const refused = Promise.resolve(failure(0, 'cancelled', 'it was not sent'))
    return this.list.reduceRight((next, extension) => () => (extension.around ? extension.around(call, next) ?? refused : next()), send)()
  }

  patched(patch: Patch): void {
    for (const { keys } of this.list) for (const name in keys) if (name in patch) keys[name]((patch as any)[name], patch)
  }

  actions = (element: HTMLElement, type: string, at: Action['at']): Action[] => {
    return this.list.flatMap(extension => extension.actions?.(element, type, at) ?? [])
  }

  render = (patches: Patch[], apply: () => void): void => {
    this.list.reduceRight((next, extension) => () => (extension.render ? extension.render(patches, next) : next()), apply)()
  }

  changes = (region: Element): void => this.list.forEach(extension => extension.changes?.(region))

  navigate(url: URL, replace: boolean): object {
    return Object.assign({}, ...this.list.map(extension => extension.navigate?.(url, replace)))
  }

  applied(): void {
    this.list.forEach(extension => extension.applied?.())
  }
}
