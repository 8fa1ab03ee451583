// Where the second script begins: what it adds to the core, through the seam in ../src/extension.ts. Of those that stand
// around a call the first is the outermost: what is dropped is not asked about, and what shows that a call is under way
// begins when it is really sent.

import { announce } from './announce'
import { addCommand } from './commands'
import { confirming } from './confirm'
import { core } from './core'
import { current } from './current'
import { errors } from './errors'
import { events } from './events'
import { feedback } from './feedback'
import { forms } from './forms'
import { History } from './history'
import { addHook, hooking } from './hooks'
import { intersect } from './intersect'
import { keyboard } from './keyboard'
import './outside'
import { poll } from './poll'
import { scripts } from './scripts'
import { lock, sync } from './sync'
import { blur, throttle } from './timing'
import { topics } from './topics'
import { transition } from './transition'

for (const extension of [new History(), events, errors, blur, throttle, sync, lock, confirming, feedback, scripts, forms, intersect, keyboard, poll, hooking, topics, current, announce, transition]) core.use(extension)
Object.assign(window.liveview, { hook: addHook, command: addCommand })
