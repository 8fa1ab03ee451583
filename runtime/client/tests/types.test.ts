// The declarations that are shipped: what compiles against them, and what does not.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import ts from 'typescript'

const OPTIONS: ts.CompilerOptions = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'], types: [] }

/** What the compiler says of the declarations and of each source, in one program: the browser's own declarations take it longest. */
function complaints(sources: string[], declarations: string): string[][] {
  const files: Record<string, string> = { '/liveview.d.ts': declarations }
  sources.forEach((source, index) => (files[`/${index}.ts`] = `import type { Extension, Host, Patch } from './liveview'\n${source}`))
  const host = ts.createCompilerHost(OPTIONS)
  const { readFile, getSourceFile, fileExists } = host
  host.fileExists = name => name in files || fileExists(name)
  host.readFile = name => files[name] ?? readFile(name)
  host.getSourceFile = (name, version) => (name in files ? ts.createSourceFile(name, files[name], version) : getSourceFile.call(host, name, version))
  const program = ts.createProgram(Object.keys(files), OPTIONS, host)
  return Object.keys(files).map(name => {
    const file = program.getSourceFile(name)!
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  })
}

const RIGHT = `
const patch: Patch = { target: '#a', html: 'x', swap: 'prepend' }
const extension: Extension = { attributes: { 'data-x': (element, value) => { element.title = value; return () => {} } }, around: (call, next) => (call.name ? next() : undefined) }
window.liveview.use(extension)
window.liveview.use((host: Host) => ({ applied: () => host.complain(host.status) }))
const off: () => void = window.liveview.on('ack', event => { const ref: number = event.detail.ref; void ref })
void window.liveview.send('save', { form: { a: ['1'], b: true }, data: { id: 1 } }).then(answer => answer.error?.code.length)
window.liveview.morph('#a', '<b>x</b>', { force: true })
window.liveview.apply([patch])
liveview.on('confirm', event => event.detail.answer(event.detail.message !== ''))
liveview.hook('Chart', { mounted() { this.chart = this.el.id; void this.send('load') }, updated: hook => void hook.el })
liveview.command('write', (element, text: string) => { element.textContent = text; return () => element.remove() })
off()`

const WRONG = [
  "window.liveview.send('save', { form: { a: 1 } })",
  "window.liveview.on('nothing', () => {})",
  "window.liveview.use({ swaps: { mine: 7 } })",
  "window.liveview.status = 'connected'",
  "liveview.hook('Chart', { mount() {} })",
  "const patch: Patch = { html: 7 }; void patch",
]

test('a page of TypeScript compiles against what is shipped, and its mistakes do not', async () => {
  const declarations = await readFile(new URL('liveview.d.ts', import.meta.url), 'utf8')
  const [shipped, right, ...wrong] = complaints([RIGHT, ...WRONG], declarations)
  assert.deepEqual([shipped, right], [[], []])
  wrong.forEach((told, index) => assert.equal(told.length, 1, WRONG[index]))
})
