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

// Members of the client's own classes, which nothing outside of the bundle reads: no name of the browser's, of the wire or
// of the API may be among them.
const OWN = `anchors answered applyFrame arrive arrived attempt baselines batch broken calls claimed discard failed greeted
  hurry indicator leave listener listening lost missed pantry pauses perform pool reloads rescued
  sent settle skips thorough visit visitor watcher`.split(/\s+/)

/** Terser makes the core some 270 B smaller, after brotli, than esbuild's own minifier. */
async function small(text, own = []) {
  const properties = own.length > 0 && { regex: new RegExp(`^(${own.join('|')})$`), keep_quoted: true }
  const { code } = await minify(text, { ecma: 2020, compress: { passes: 3, unsafe_arrows: true }, mangle: { properties }, format: { ecma: 2020 } })
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
    'liveview.min.js': await small(await script('src/main.ts'), OWN),
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
