// What can be done to the page without the server: lists such as `[["toggle", "#menu"], ["addClass", "this", "open"]]`. Each
// command names its targets first. Those that change attributes give back what undoes them, for optimistic changes.

import type { Command } from './api'
import { core } from './core'
import { targets } from './targets'

export type Undo = () => void

/** Commands by name: a map, so that `constructor` and its like are no commands. */
const commands = new Map<string, Command>(Object.entries<Command>({
  show: element => setAttribute(element, 'hidden', null),
  hide: element => setAttribute(element, 'hidden', ''),
  toggle: element => setAttribute(element, 'hidden', element.hidden ? null : ''),
  addClass: (element, names) => setClasses(element, names, true),
  removeClass: (element, names) => setClasses(element, names, false),
  toggleClass: (element, names) => setClasses(element, names),
  setAttr: (element, name, value = '') => setAttribute(element, name, value),
  removeAttr: (element, name) => setAttribute(element, name, null),
  toggleAttr: (element, name, value = '', other = null) => setAttribute(element, name, element.getAttribute(name) === value ? other : value),
  focus: element => element.focus(),
  blur: element => element.blur(),
  scroll: element => element.scrollIntoView({ behavior: 'smooth', block: 'nearest' }),
  dispatch: (element, name, detail) => void core.emit(name, detail, true, element),
  reset: element => reset(element),
  submit: element => HTMLFormElement.prototype.requestSubmit.call(element),
  openDialog: element => showDialog(element as HTMLDialogElement),
  closeDialog: element => (element as HTMLDialogElement).close(),
  copy: (element, text = (element as HTMLInputElement).value ?? element.textContent) => void navigator.clipboard?.writeText(text),
  transition: (element, names) => animate(element, names),
}))

export function addCommand(name: string, command: Command): void {
  commands.set(name, command)
}

/** Runs a list of commands. `this` in it is `from`. */
export function run(list: unknown, from: Element): Undo {
  const undos: Undo[] = []
  for (const item of Array.isArray(list) ? list : []) {
    const [name, target = 'this', ...values] = Array.isArray(item) ? item : [item]
    const command = commands.get(name)
    if (!command) {
      DEBUG && core.complain(`there is no command \`${name}\``, from)
      continue
    }
    for (const element of targets(target, from)) {
      try {
        const undo = command(element, ...values)
        if (undo) undos.push(undo)
      } catch (error) {
        // One command that fails does not take the others with it.
        console.error('liveview:', error, item)
      }
    }
  }
  return () => undos.reverse().forEach(undo => undo())
}

/** Sets an attribute, or takes it away with null. What undoes it leaves alone what another has set since. */
export function setAttribute(element: Element, name: string, value: string | null): Undo {
  const before = element.getAttribute(name)
  if (runs(name, value)) {
    DEBUG && core.complain(`\`${name}\` is not set: its value would run as a script`, element)
    return () => {}
  }
  put(element, name, value)
  return () => {
    if (element.getAttribute(name) === value) put(element, name, before)
  }
}

function put(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}

/** No command makes a script out of data. */
function runs(name: string, value: string | null): boolean {
  return /^(on|srcdoc$)/i.test(name) || (URL.canParse(value ?? '') && new URL(value!).protocol === 'javascript:')
}

export function setClasses(element: Element, names: string, wanted?: boolean): Undo {
  const changed = names.split(/\s+/).filter(name => name && element.classList.contains(name) !== wanted)
  const after = changed.map(name => element.classList.toggle(name))
  return () => changed.forEach((name, index) => {
    if (element.classList.contains(name) === after[index]) element.classList.toggle(name)
  })
}

export function reset(form: Element): void {
  HTMLFormElement.prototype.reset.call(form)
}

function showDialog(dialog: HTMLDialogElement): Undo | void {
  if (dialog.open) return
  dialog.showModal()
  return () => dialog.close()
}

/** Classes for as long as the animations last that they start. */
function animate(element: Element, names: string): void {
  const undo = setClasses(element, names, true)
  void Promise.allSettled(element.getAnimations().map(animation => animation.finished)).then(undo)
}
