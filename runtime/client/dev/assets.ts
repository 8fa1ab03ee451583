// An image, a font or another asset that changed, wherever the page shows it: in attributes, and in style sheets.

const swapped = new Map<string, number>()
const ATTRIBUTES = ['src', 'srcset', 'href', 'poster', 'data']
const SHOWN = 'img,source,video,audio,object,embed,image,use,link[rel~=icon],input[type=image]'

// A patch brings back the address that the server knows, and with it the browser's old copy.
document.addEventListener('liveview:apply', () => {
  for (const [path, id] of swapped) inAttributes(path, id)
})

export async function swapAsset(path: string, id: number): Promise<void> {
  swapped.set(path, id)
  await fetch(path, { cache: 'reload' }).catch(() => undefined)
  inAttributes(path, id)
  for (const sheet of document.styleSheets) inRules(sheet, path, id)
  const images = [...document.images].filter(image => image.src.includes(path))
  await Promise.all(images.map(image => image.decode().catch(() => undefined)))
}

function inAttributes(path: string, id: number): void {
  for (const element of document.querySelectorAll(SHOWN)) {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name)
      const next = value && bust(value, path, id)
      if (next && next !== value) element.setAttribute(name, next)
    }
  }
}

function inRules(group: CSSStyleSheet | CSSGroupingRule, path: string, id: number): void {
  let rules: CSSRuleList
  try {
    rules = group.cssRules
  } catch {
    // A sheet of another site cannot be read, and holds nothing of ours.
    return
  }
  for (const [index, rule] of [...rules].entries()) {
    if (rule instanceof CSSImportRule) {
      if (rule.styleSheet) inRules(rule.styleSheet, path, id)
    } else if (rule instanceof CSSFontFaceRule) {
      const next = bust(rule.cssText, path, id)
      if (next === rule.cssText) continue
      group.deleteRule(index)
      group.insertRule(next, index)
    } else {
      if (rule instanceof CSSStyleRule) inStyle(rule.style, path, id)
      if ('cssRules' in rule) inRules(rule as CSSGroupingRule, path, id)
    }
  }
}

function inStyle(style: CSSStyleDeclaration, path: string, id: number): void {
  for (const name of style) {
    const value = style.getPropertyValue(name)
    if (!value.includes('url(')) continue
    const next = bust(value, path, id)
    if (next !== value) style.setProperty(name, next, style.getPropertyPriority(name))
  }
}

/** Every address in `text` that ends in the changed path, with another query. */
export function bust(text: string, path: string, id: number): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replace(new RegExp(`([^\\s"'(),?#]*)(?:\\?[^\\s"'),#]*)?(?=[\\s"'),#]|$)`, 'g'), (all, address: string) => {
    if (!new RegExp(`(^|/)${escaped}$`).test(address)) return all
    return new URL(address, location.href).pathname === path || !address.startsWith('/') ? `${address}?liveview=${id}` : all
  })
}
