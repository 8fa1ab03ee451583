// Where the script begins: reads its own element, starts the client, and puts its API on the window.

import { Client } from './client'
import { setDebugging } from './debug'
import { page } from './dom'

const script = page.currentScript as HTMLScriptElement | null
const { socket = '/ws/liveview/', debug } = script?.dataset ?? {}
if (DEBUG) setDebugging(debug !== undefined)
const client = new Client(socket)
Object.defineProperty(window, 'liveview', { value: client.api(), configurable: true })
// Deferred scripts all run before the document is ready: what they add sees the page from its beginning.
if (script?.defer || page.readyState === 'loading') page.addEventListener('DOMContentLoaded', () => client.start())
else client.start()
