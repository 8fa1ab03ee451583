// Builds what dist/ holds, as a map from file name to bytes: nothing here writes, so that a check can compare.

import { brotliCompressSync, constants } from 'node:zlib'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { minify } from 'terser'
import ts from 'typescript'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** One bundle. `debug` keeps what only developers are told. */
export async function script(entry, { debug = false, globalName } = {}) {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'iife',
    globalName,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    define: { DEBUG: String(debug) },
  })
  return result.outputFiles[0].text
}

// Members of the client's own classes, which nothing outside of the bundle reads: no name of the wire, the seam or
// the API may be among them.
const OWN = `active address anchors answered applyFrame arrive arrived asked attempt batch calls change
  claimed connection discard done due ends expects extensions failed flush frame global greeted handle hear hurried
  hurry indicator list listener listening lose lost mark missed observer pantry patched pause pauses perform pool
  queue ready reloads repeat rescued retry seen sent settle skips stale started thorough tick ticked timer token turn
  visit waiting wake walk wanted watcher`.split(/\s+/)

// Nothing here reads a property for the sake of reading it, nor replaces what the language brings.
const COMPRESS = { passes: 3, pure_getters: true, unsafe: true, unsafe_arrows: true, unsafe_methods: true }

/**
 * Terser makes the core some 350 B smaller, after brotli, than esbuild's own minifier. With `builtins` it also shortens own
 * names that the browser has, too: the core is held to reading none of those from the browser.
 */
async function small(text, own = [], builtins = false) {
  const properties = own.length > 0 && { regex: new RegExp(`^(${own.join('|')})$`), keep_quoted: true, builtins }
  const { code } = await minify(text, { ecma: 2020, compress: COMPRESS, mangle: { properties }, format: { ecma: 2020 } })
  return code
}

/** The declarations of several files as those of one. */
async function types(paths) {
  const parts = await Promise.all(paths.map(async path => {
    const source = await readFile(`${root}${path}`, 'utf8')
    return ts.transpileDeclaration(source, { compilerOptions: { newLine: ts.NewLineKind.LineFeed } }).outputText
  }))
  return parts.join('').replace(/^import .*\n/gm, '')
}

export async function bundle() {
  return {
    'liveview.min.js': await small(await script('src/main.ts'), OWN, true),
    'liveview.js': await script('src/main.ts', { debug: true }),
    'liveview-interactions.min.js': await small(await script('interactions/main.ts'), OWN),
    'liveview-interactions.js': await script('interactions/main.ts', { debug: true }),
    'liveview-dev.js': await small(await script('dev/main.ts')),
    'liveview.d.ts': await types(['src/protocol.ts', 'src/extension.ts', 'src/api.ts', 'interactions/api.ts']),
  }
}

export function compressed(text) {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length
}
