// Hooks: a page's own script for an element, told when the element comes, when a patch changes it, and when it goes.

import type { Extension } from '../src/extension'
import type { Hook, HookContext } from './api'
import { read } from './attributes'
import { core, reconnected } from './core'

type Moment = keyof Hook

interface Mounted {
  tell(moment: Moment): void
  end: AbortController
}

/** How long a script that brings a hook may take before the element is said to have none. */
const PATIENCE = 2_000

/** Hooks by name: a map, so that `constructor` and its like are no hooks. */
const hooks = new Map<string, Hook>()
const mounted = new Map<Element, Mounted>()
const patched = new MutationObserver(() => {})

export function addHook(name: string, hook: Hook): void {
  hooks.set(name, hook)
  // Elements of its name may have come before it.
  for (const element of core.select(document, '[data-liveview-hook]')) if (read(element, 'hook') === name) mount(element, name)
}

export const hooking: Extension = {
  attributes: {
    'data-liveview-hook'(element, name) {
      mount(element, name)
      if (DEBUG) setTimeout(() => element.isConnected && !hooks.has(name) && core.complain(`there is no hook \`${name}\``, element), PATIENCE)
      return () => unmount(element)
    },
  },
  applied() {
    const targets = patched.takeRecords().map(({ target }) => target)
    for (const [element, { tell }] of mounted) if (targets.some(target => element.contains(target))) tell('updated')
  },
}

// What a hook itself changed is no update: only what comes between this and the end of the batch is.
core.on('before-apply', () => void patched.takeRecords())
core.on('disconnect', () => all('disconnected'))
core.on('connect', () => reconnected && all('reconnected'))

function all(moment: Moment): void {
  for (const { tell } of mounted.values()) tell(moment)
}

function mount(element: HTMLElement, name: string): void {
  const hook = hooks.get(name)
  if (!hook || mounted.has(element)) return
  const end = new AbortController()
  const context: HookContext = {
    el: element,
    send: (name, content) => core.send(name, content),
    on(name, listener) {
      core.page.addEventListener(name, event => listener((event as CustomEvent).detail), { signal: end.signal })
    },
  }
  const tell = (moment: Moment) => {
    try {
      hook[moment]?.call(context, context)
    } catch (error) {
      // One hook that fails does not take the others with it.
      console.error('liveview:', error)
    }
  }
  mounted.set(element, { tell, end })
  patched.observe(element, { subtree: true, childList: true, attributes: true, characterData: true })
  tell('mounted')
}

function unmount(element: Element): void {
  const hook = mounted.get(element)
  mounted.delete(element)
  hook?.tell('destroyed')
  hook?.end.abort()
}
