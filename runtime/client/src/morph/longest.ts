// Which of the matched nodes can stay where they are: the longest run of old positions that already rises. Everything
// else moves around it. Positions below zero are new nodes. A pinned position (the one that holds the focus) always stays.

export function longestRising(positions: number[], pinned = -1): Set<number> {
  const pin = pinned < 0 ? -1 : positions.indexOf(pinned)
  const tails: number[] = []
  const before: number[] = []
  positions.forEach((position, index) => {
    if (position < 0 || (pin >= 0 && index !== pin && index < pin !== position < pinned)) return
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (positions[tails[middle]] < position) low = middle + 1
      else high = middle
    }
    before[index] = low ? tails[low - 1] : -1
    tails[low] = index
  })
  const stay = new Set<number>()
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index]) stay.add(index)
  return stay
}
