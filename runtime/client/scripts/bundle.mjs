// Builds what dist/ holds, as a map from file name to bytes: nothing here writes, so that a check can compare.

import { brotliCompressSync, constants } from 'node:zlib'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'

export const root = fileURLToPath(new URL('..', import.meta.url))

async function script(entry, minify) {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    minify,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  })
  return result.outputFiles[0].text
}

async function types(path) {
  const source = await readFile(`${root}${path}`, 'utf8')
  return ts.transpileDeclaration(source, { compilerOptions: { newLine: ts.NewLineKind.LineFeed } }).outputText
}

export async function bundle() {
  return {
    'liveview.min.js': await script('src/main.ts', true),
    'liveview.js': await script('src/main.ts', false),
    'liveview-dev.js': await script('dev/main.ts', true),
    'liveview.d.ts': await types('src/api.ts'),
  }
}

export function compressed(text) {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length
}
