// The `data` of a message: every data-* attribute of the element, less the ones that speak to the client itself.
// `data-comment-id` and `data-data-comment-id` both arrive as `comment_id`.

const PAYLOAD = /^data-(?!(?:action|controller|liveview(?:-.*)?)$)(?:data-)?(.+)/

export function payload(element: Element): Record<string, string> {
  const entries: [string, string][] = []
  for (const attribute of element.getAttributeNames()) {
    const name = PAYLOAD.exec(attribute)?.[1]
    if (name) entries.push([name.replaceAll('-', '_'), element.getAttribute(attribute)!])
  }
  return Object.fromEntries(entries)
}
