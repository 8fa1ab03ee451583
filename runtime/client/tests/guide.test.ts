// docs/guide/attributes.md: every row is held by a test that there is, and every attribute and command has a row.

import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'

const root = new URL('../../', import.meta.url)
const sources = async (folder: string, except = '') => {
  const names = (await readdir(new URL(folder, root))).filter(name => name.endsWith('.ts') && name !== except)
  return (await Promise.all(names.map(name => readFile(new URL(`${folder}/${name}`, root), 'utf8')))).join('\n')
}
const guide = readFile(new URL('../../docs/guide/attributes.md', root), 'utf8')

test('every row names a test', async () => {
  const tests = await sources('tests', 'guide.test.ts')
  const rows = (await guide).match(/^\| `.*\|.*\|.*\|.*\|.*\|.*\|$/gm)!.map(row => row.split(/(?<!\\)\|/).at(-2)!.trim())
  assert.ok(rows.length > 25)
  for (const name of rows) {
    // Some tests take their names from a table.
    const told = name.replaceAll("'", "\\'")
    assert.ok(tests.includes(told) || tests.includes(name.replace(/: done at once, .*/, ': done at once, ${word}')), name)
  }
})

test('every attribute of the script has a row', async () => {
  const text = await sources('interactions')
  const read = [...text.matchAll(/\b(?:read|setting|milliseconds|json|words)\(\w+, '([a-z-]+)'/g), ...text.matchAll(/data-liveview-([a-z-]+)(?=['\]"])/g)].map(([, name]) => name)
  const known = await guide
  for (const name of new Set(read)) {
    // Of the core.
    if (['function', 'on-'].includes(name)) continue
    assert.ok(known.includes(`| \`${name}\``), name)
  }
})

test('every command has a row', async () => {
  const table = /new Map<string, Command>\(([^]*?)\n\}\)\)/.exec(await sources('interactions'))![1]
  const names = [...table.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name)
  assert.ok(names.length > 15)
  for (const name of names) assert.ok((await guide).includes(`["${name}", `), name)
})
