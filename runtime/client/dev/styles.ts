// A style sheet that changed: the new one is loaded beside the old one, which goes when the new one is there, so that the
// page is never without.

/** Swaps the links to `path`; when none has it, it is imported by another sheet, and all of this site's are swapped. */
export async function swapStyles(path: string, id: number): Promise<void> {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].filter(ours)
  const named = links.filter(link => new URL(link.href).pathname === path)
  await Promise.all((named.length ? named : links).map(link => swap(link, id)))
}

function ours(link: HTMLLinkElement): boolean {
  return link.href !== '' && new URL(link.href).origin === location.origin && !link.hasAttribute('data-liveview-leaving')
}

function swap(old: HTMLLinkElement, id: number): Promise<void> {
  return new Promise(resolve => {
    const next = old.cloneNode() as HTMLLinkElement
    const url = new URL(old.href)
    url.searchParams.set('liveview', String(id))
    // The server's own address is kept: a refreshed page would otherwise take this one for a stranger.
    next.dataset.liveviewHref ??= old.getAttribute('href')!
    next.href = url.pathname + url.search
    old.setAttribute('data-liveview-leaving', '')
    next.onload = () => {
      old.remove()
      resolve()
    }
    next.onerror = () => {
      next.remove()
      old.removeAttribute('data-liveview-leaving')
      resolve()
    }
    old.after(next)
  })
}
