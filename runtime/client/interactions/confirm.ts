// Asks before a call. The browser's own question is asked unless a listener of `liveview:confirm` asks another way.

import type { Extension } from '../src/extension'
import type { Answer } from '../src/protocol'
import { setting } from './attributes'
import { core } from './core'
import { unsent } from './gate'

export const confirming: Extension = {
  around(call, next) {
    const message = setting(call, 'confirm')
    // Only what the visitor did can be asked about.
    if (!message || !call.event) return next()
    return new Promise<Answer>(resolve => {
      const answer = (yes: boolean) => resolve(yes ? next() : unsent('cancelled', 'the visitor said no'))
      if (core.emit('liveview:confirm', { message, answer }, true, call.element)) answer(confirm(message))
    })
  },
}
