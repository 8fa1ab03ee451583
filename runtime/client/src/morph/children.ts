// Makes a list of live nodes into a list of wanted ones.
//
// Most updates change little, so the two lists are first matched from the front and from the back for as long as the nodes
// are equal, or keyed and the same. What is left in the middle is matched by what it holds (an id that is in the page, the
// focused field); then by kind and key, in order. The longest run of matches that is already in order stays where
// it is, the rest is moved round it, new nodes are put in, and live nodes that nothing matched are taken out. An element
// that is wanted under another parent is fetched from there rather than built anew.

import { isElement, selectFrom } from '../dom'
import { morphNode } from './element'
import { keyOf, same } from './identity'
import { longestRising } from './longest'
import { place, type Session } from './session'

const UNMATCHED = -1

export function morphChildren(parent: Node, wanted: Node, session: Session): void {
  morphList(parent, [...parent.childNodes], [...wanted.childNodes], null, session)
}

/** `tail` is the node after the last live one: nothing from there on is touched. */
export function morphList(parent: Node, live: ChildNode[], wanted: ChildNode[], tail: Node | null, session: Session): void {
  live = live.filter(node => !session.claimed.has(node))
  const matches = match(live, wanted, session)
  for (const index of matches) if (index !== UNMATCHED) session.claimed.add(live[index])

  const focused = session.active ? live.findIndex(node => node.contains(session.active)) : UNMATCHED
  const stay = longestRising(matches, focused)
  for (let index = wanted.length - 1; index >= 0; index--) {
    const matched = matches[index]
    let node = wanted[index]
    if (matched === UNMATCHED) {
      parent.insertBefore(node, tail)
      node = rescue(node, session) as ChildNode
    } else {
      node = live[matched]
      if (!stay.has(index)) place(parent, node, tail)
      morphNode(node, wanted[index], session)
    }
    tail = node
  }

  for (const node of live) {
    if (!session.claimed.has(node) && parent.contains(node) && !stays(node)) session.discard(node)
  }
}

/** What a script put here for good, though the server does not know of it. */
function stays(node: Node): boolean {
  return isElement(node) && node.hasAttribute('data-liveview-keep')
}

function match(live: ChildNode[], wanted: ChildNode[], session: Session): number[] {
  const matches: number[] = wanted.map(() => UNMATCHED)
  const pairs = (a: Node, b: Node) => same(a, b) && (keyOf(a) !== '' || a.isEqualNode(b))
  let start = 0
  let end = wanted.length
  let liveEnd = live.length
  while (start < end && start < liveEnd && pairs(live[start], wanted[start])) matches[start] = start++
  while (start < end && start < liveEnd && pairs(live[liveEnd - 1], wanted[end - 1])) matches[--end] = --liveEnd

  const free = new Map<string, number[]>()
  for (let index = start; index < liveEnd; index++) {
    const kind = kindOf(live[index])
    free.set(kind, free.get(kind) ?? []).get(kind)!.push(index)
  }
  const take = (index: number, fits: (candidate: Node) => boolean) => {
    const candidates = free.get(kindOf(wanted[index])) ?? []
    const found = candidates.findIndex(candidate => same(live[candidate], wanted[index]) && fits(live[candidate]))
    if (found >= 0) matches[index] = candidates.splice(found, 1)[0]
  }
  for (let index = start; index < end; index++) {
    const node = wanted[index]
    const anchors = isElement(node) && !keyOf(node) ? session.anchors(node) : []
    if (anchors.length) take(index, candidate => anchors.some(anchor => candidate.contains(anchor)))
  }
  for (let index = start; index < end; index++) if (matches[index] === UNMATCHED) take(index, () => true)
  return matches
}

function kindOf(node: Node): string {
  return `${node.nodeName} ${keyOf(node)}`
}

/** Puts live elements in the place of those in a new node that stand for them. Returns what stands there afterwards. */
function rescue(node: Node, session: Session): Node {
  if (!isElement(node)) return node
  let standing: Node = node
  for (const wanted of selectFrom(node, '[id]')) {
    const live = session.rescued(wanted)
    if (!live || live === wanted || live.contains(wanted) || !wanted.isConnected) continue
    session.claimed.add(live)
    place(wanted.parentNode!, live, wanted)
    wanted.parentNode!.removeChild(wanted)
    morphNode(live, wanted, session)
    if (wanted === node) standing = live
  }
  return standing
}
