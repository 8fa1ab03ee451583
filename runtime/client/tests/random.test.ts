// Random trees, keyed, unkeyed, with ids that stand twice, ids that wander and regions that are ignored: a morph always ends
// at the wanted tree. Half of them have moveBefore.
// The seed is printed on failure, so that the tree can be had again.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insidePage } from './support/inside-page'

const TREES = 1_000
const HALF = TREES / 2

for (const moves of [true, false]) {
  test(`${HALF} random trees ${moves ? 'with' : 'without'} moveBefore`, async () => {
    const page = await insidePage(moves)
    const failures = await page.evaluate(([first, last]) => {
      const { inside } = window as any
      const failures: object[] = []
      for (let seed = first; seed <= last; seed++) {
        let state = seed * 2654435761
        const random = (below: number) => {
          state ^= state << 13
          state ^= state >>> 17
          state ^= state << 5
          return (state >>> 0) % below
        }
        const names = ['p', 'div', 'b', 'ul', 'input', 'textarea', 'details', 'svg', 'select']
        const tree = (depth: number): string => {
          let html = ''
          for (let count = random(6); count >= 0; count--) {
            const kind = random(10)
            if (kind === 0) html += `text ${random(4)}`
            else if (kind === 1) html += `<!--${random(3)}-->`
            else if (kind === 2) html += `<aside data-liveview-ignore>${random(9)}</aside>`
            else {
              const name = names[random(names.length)]
              let attributes = ''
              if (random(3) === 0) attributes += ` id="i${random(8)}"`
              if (random(5) === 0) attributes += ` data-liveview-key="k${random(6)}"`
              if (random(3) === 0) attributes += ` class="c${random(3)}"`
              if (random(4) === 0) attributes += ` name="n${random(3)}"`
              if (name === 'input') html += `<input${attributes} value="${random(3)}">`
              else if (name === 'textarea') html += `<textarea${attributes}>${random(3)}</textarea>`
              else if (name === 'select') html += `<select${attributes}><option>${random(3)}<option>${random(3)}</select>`
              else html += `<${name === 'p' ? 'section' : name}${attributes}>${depth ? tree(depth - 1) : random(9)}</${name === 'p' ? 'section' : name}>`
            }
          }
          return html
        }
        const host = document.createElement('main')
        document.body.replaceChildren(host)
        inside.write(host, tree(3))
        const fields = host.querySelectorAll<HTMLElement>('input,textarea')
        if (fields.length && random(2)) fields[random(fields.length)].focus()
        for (let step = 0; step < 2; step++) {
          const html = tree(3)
          const wanted = document.createElement('main')
          inside.write(wanted, html)
          try {
            inside.morphInner(host, html)
          } catch (error) {
            failures.push({ seed, step, error: String(error) })
            break
          }
          // Equal, whatever the order of the attributes, but for what an ignored region holds.
          const found = host.cloneNode(true) as Element
          for (const tree of [found, wanted]) tree.querySelectorAll('aside').forEach(region => region.replaceChildren())
          if (!found.isEqualNode(wanted)) {
            failures.push({ seed, step, wanted: wanted.innerHTML, found: host.innerHTML })
            break
          }
        }
        if (document.documentElement.children.length > 2) failures.push({ seed, error: 'the pantry stands' })
      }
      return failures
    }, moves ? [1, HALF] : [HALF + 1, TREES])
    assert.deepEqual(failures.slice(0, 2), [])
  })
}

test('the longest rising run', async () => {
  const page = await insidePage()
  const found = await page.evaluate(() => {
    const run = (positions: number[], pinned?: number) => [...(window as any).inside.longestRising(positions, pinned)].sort((a: number, b: number) => a - b)
    return [run([]), run([-1, -1]), run([0, 1, 2]), run([2, 0, 1]), run([3, 1, 2, 0], 0), run([1, 2, 3, 0], 0), run([-1, 4, 0, 5, 1])]
  })
  assert.deepEqual(found.slice(0, 4), [[], [], [0, 1, 2], [1, 2]])
  assert.ok(found[4].includes(3) && found[5].includes(3), 'the pinned one stays')
  assert.equal(found[6].length, 2)
})
