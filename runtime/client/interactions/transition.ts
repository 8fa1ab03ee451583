// Shows what patches change in a region as a view transition, where the browser has them and the visitor wants motion.

import type { Extension } from '../src/extension'
import { core } from './core'
import { targets } from './targets'

export const transition: Extension = {
  render(patches, apply) {
    const start: any = (core.page as any).startViewTransition
    const regions = core.select(document, '[data-liveview-transition]')
    if (!start || !regions.length || matchMedia('(prefers-reduced-motion: reduce)').matches) return apply()
    const changed = patches.flatMap(({ target }) => (target ? targets(target, core.page.documentElement) : []))
    const region = regions.find(region => changed.some(element => element.contains(region) || region.contains(element)))
    if (!region) return apply()
    const types = region.getAttribute('data-liveview-transition')!.match(/\S+/g) ?? []
    // Browsers without types take only a function.
    const { ready } = start('ViewTransitionTypeSet' in window ? { update: apply, types } : apply)
    // One that is skipped, for a newer one or a hidden page, has still been applied.
    ready.catch(() => {})
  },
}
