// Calls a function again and again. Hidden, or without a connection, it rests, and makes up for it once when that is over.

import type { Extension } from '../src/extension'
import { milliseconds, read } from './attributes'
import { core } from './core'

export const poll: Extension = {
  attributes: {
    'data-liveview-poll'(element) {
      const pause = milliseconds(element, 'poll')
      const name = read(element, 'function')
      if (!name) DEBUG && core.complain('data-liveview-poll without data-liveview-function', element)
      if (!pause || !name) return
      const end = new AbortController()
      const { signal } = end
      let timer: ReturnType<typeof setTimeout>
      let rested = false
      const wait = () => (timer = setTimeout(call, pause))
      const call = async () => {
        rested = core.page.hidden || core.status !== 'connected'
        if (rested) return
        await core.call(element, name)
        // The next one is counted from the answer, so that a slow handler is not called on top of itself.
        if (!signal.aborted) wait()
      }
      const wake = () => void (rested && call())
      for (const type of ['visibilitychange', 'liveview:connect']) core.page.addEventListener(type, wake, { signal })
      wait()
      return () => {
        clearTimeout(timer)
        end.abort()
      }
    },
  },
}
