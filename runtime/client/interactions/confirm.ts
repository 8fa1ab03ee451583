// Asks before a call. The browser's own question is asked unless a listener of `liveview:confirm` asks another way.

import type { Extension } from '../src/extension'
import type { Answer } from '../src/protocol'
import { setting } from './attributes'
import { core } from './core'

export const confirming: Extension = {
  around(call, next) {
    const message = setting(call, 'confirm')
    // Only what the visitor did can be asked about.
    if (!message || !call.event) return next()
    return new Promise<Answer>((resolve, reject) => {
      const answer = (yes: boolean) => {
        if (yes) next().then(resolve, reject)
        else resolve({ ref: 0, error: { code: 'cancelled', message: 'the visitor said no' } })
      }
      if (core.emit('liveview:confirm', { message, answer }, true, call.element)) answer(confirm(message))
    })
  },
}
