// Commands: the attribute js, the patch key js, optimistic changes, and commands of the page's own.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { last, show, visit, type Visit } from './support/strict'

const attribute = (list: unknown) => JSON.stringify(list).replaceAll('"', '&quot;')
const html = (at: Visit, selector = '#box') => at.page.evaluate(selector => document.querySelector(selector)!.innerHTML, selector)

/** What a list of commands makes of some HTML. */
const TABLE: [name: string, before: string, list: unknown[], after: string][] = [
  ['show', '<i hidden></i>', [['show', 'i']], '<i></i>'],
  ['hide', '<i></i><i></i>', [['hide', '#box i']], '<i hidden=""></i><i hidden=""></i>'],
  ['toggle', '<i></i><i hidden=""></i>', [['toggle', 'i']], '<i hidden=""></i><i></i>'],
  ['addClass', '<i class="a"></i>', [['addClass', 'i', 'a b']], '<i class="a b"></i>'],
  ['removeClass', '<i class="a b"></i>', [['removeClass', 'i', 'a c']], '<i class="b"></i>'],
  ['toggleClass', '<i class="a"></i>', [['toggleClass', 'i', 'a b']], '<i class="b"></i>'],
  ['setAttr', '<i></i>', [['setAttr', 'i', 'title', 'x'], ['setAttr', 'i', 'inert']], '<i title="x" inert=""></i>'],
  ['removeAttr', '<i title="x"></i>', [['removeAttr', 'i', 'title']], '<i></i>'],
  ['toggleAttr', '<i></i><b open=""></b>', [['toggleAttr', '#box > *', 'open']], '<i open=""></i><b></b>'],
  ['toggleAttr with two values', '<i aria-expanded="false"></i>', [['toggleAttr', 'i', 'aria-expanded', 'true', 'false'], ['toggleAttr', 'i', 'aria-expanded', 'true', 'false'], ['toggleAttr', 'i', 'aria-expanded', 'true', 'false']], '<i aria-expanded="true"></i>'],
  ['no script in an attribute', '<a></a>', [['setAttr', 'a', 'onclick', 'x()'], ['setAttr', 'a', 'href', ' java\tscript:x()'], ['setAttr', 'a', 'srcdoc', 'x']], '<a></a>'],
  ['after one that fails', '<i></i>', [['closeDialog', 'i'], ['nothing', 'i'], ['hide', '!!'], ['constructor', 'i'], ['hide', 'i']], '<i hidden=""></i>'],
  ['a list that is none', '<i></i>', 'hide' as any, '<i></i>'],
]

test('every command that changes attributes, from a patch', async t => {
  const at = await visit('<div id="box"></div>')
  for (const [name, before, list, after] of TABLE) {
    await t.test(name, async () => {
      await show(at, { target: '#box', html: before })
      await show(at, { js: list })
      assert.equal(await html(at), after)
    })
  }
})

test('a patch with a target: `this` is what it changed', async () => {
  const at = await visit('<div id="box"></div>')
  await show(at, { target: '#box', html: '<i>x</i>', js: [['addClass', 'this', 'fresh']] })
  assert.equal(await at.page.getAttribute('#box', 'class'), 'fresh')
})

test('targets: this, closest, find, next, previous, and a selector', async () => {
  for (const [target, expected] of [['this', 'c'], ['closest section', 'b'], ['find i', 'd e'], ['next p', 'g'], ['previous p', 'a'], ['p', 'a f g'], ['closest body > nav', ''], ['next nav', '']]) {
    const at = await visit(`<p id="f"></p><p id="a"></p><section id="b"><div id="c" data-liveview-js="${attribute([['addClass', target, 'hit']])}"><i id="d">x</i><i id="e"></i></div></section><p id="g"></p>`)
    await at.page.dispatchEvent('#c', 'click')
    const hit = await at.page.evaluate(() => [...document.querySelectorAll('.hit')].map(element => element.id).sort().join(' '))
    assert.equal(hit, expected, target)
    await at.site.close()
  }
})

test('focus, blur, scroll, dispatch, reset, submit, dialogs, copy', async () => {
  const at = await visit(`<input id="i"><dialog id="d"><p>x</p></dialog><form id="f" data-liveview-on-submit="sent"><input id="r" name="submit" value="own"></form><svg height="3000" width="1"></svg><code id="code">text</code>`)
  await at.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const active = () => at.page.evaluate(() => document.activeElement!.id)
  await show(at, { js: [['focus', '#i']] })
  assert.equal(await active(), 'i')
  await show(at, { js: [['blur', '#i']] })
  assert.equal(await active(), '')
  await show(at, { js: [['openDialog', '#d'], ['openDialog', '#d']] })
  assert.equal(await at.page.isVisible('#d:modal'), true)
  await show(at, { js: [['closeDialog', '#d']] })
  assert.equal(await at.page.isVisible('#d'), false)
  await at.page.fill('#r', 'typed')
  await show(at, { js: [['reset', '#f']] })
  assert.equal(await at.page.inputValue('#r'), 'own')
  await at.page.evaluate(() => document.addEventListener('told', event => ((window as any).told = [(event.target as Element).id, (event as CustomEvent).detail])))
  await show(at, { js: [['dispatch', '#i', 'told', { n: 1 }]] })
  assert.deepEqual(await at.page.evaluate(() => (window as any).told), ['i', { n: 1 }])
  const copied = (text: string) => at.page.waitForFunction(text => navigator.clipboard.readText().then(found => found === text), text)
  await show(at, { js: [['copy', '#code']] })
  await copied('text')
  await show(at, { js: [['copy', '#r']] })
  await copied('own')
  await show(at, { js: [['copy', 'this', 'other']] })
  await copied('other')
  await show(at, { js: [['scroll', '#code']] })
  await at.page.waitForFunction(() => scrollY > 1000)
  await show(at, { js: [['submit', '#f']] })
  assert.deepEqual(await last(at), ['sent'])
})

test('transition: classes for as long as their animations', async () => {
  const at = await visit('<link rel="stylesheet" href="/assets/a.css"><p id="p">x</p>')
  at.site.assets['/assets/a.css'] = { type: 'text/css', body: '@keyframes fade { from { opacity: 0 } } .fade { animation: fade 200ms }' }
  await at.page.reload()
  await at.site.until(() => at.site.sockets.length === 2)
  const now = { ...at, socket: at.site.sockets[1] }
  await at.page.evaluate(() => document.addEventListener('animationstart', () => ((window as any).began = document.querySelector('p')!.className)))
  await show(now, { js: [['transition', '#p', 'fade']] })
  await at.page.waitForFunction(() => (window as any).began === 'fade' && document.querySelector('p')!.className === '')
})

test('js runs at the element\'s own event, for elements that come later too, beside its function', async () => {
  const at = await visit('<div id="box"></div><p id="menu" hidden>menu</p>')
  await show(at, { target: '#box', html: `<button id="b" data-liveview-js="${attribute([['toggle', '#menu']])}" data-liveview-on-click="f"><i id="i">x</i></button><form data-liveview-mods="prevent" data-liveview-js="${attribute([['addClass', 'this', 'sent']])}"><button id="s">x</button></form>` })
  await at.page.click('#i')
  assert.equal(await at.page.isVisible('#menu'), true)
  await at.page.click('#i')
  assert.equal(await at.page.isVisible('#menu'), false)
  await at.page.click('#s')
  assert.equal(await at.page.isVisible('form.sent'), true)
  assert.deepEqual(await last(at), ['f', 'f'])
})

test('js that is no JSON, a command and a target that there are not, are loud', async () => {
  const at = await visit(`<b id="a" data-liveview-js="toggle(#menu)">x</b><b id="b" data-liveview-js="${attribute([['fly', 'this'], ['hide', '!!'], ['setAttr', 'this', 'onclick', 'x']])}">x</b><b id="c" data-liveview-js="{}">x</b>`, { debug: true })
  for (const id of ['a', 'b', 'c']) await at.page.click(`#${id}`)
  await last(at)
  for (const part of ['data-liveview-js takes JSON, a list: SyntaxError', 'there is no command `fly`', '`!!` is not a target', '`onclick` is not set']) assert.ok(at.site.console.some(line => line.includes(part)), part)
})

test('liveview.command adds one', async () => {
  const at = await visit(`<b id="b" data-liveview-js="${attribute([['write', 'this', 'one', 2]])}">x</b>`)
  await at.page.evaluate(() => window.liveview.command('write', (element, ...values) => void (element.textContent = values.join())))
  await at.page.click('#b')
  assert.equal(await at.page.textContent('#b'), 'one,2')
})

const LIKE = [['addClass', 'this', 'liked own'], ['setAttr', 'this', 'aria-pressed', 'true'], ['hide', 'find i'], ['toggleClass', 'this', 'a'], ['mark', 'this']]

for (const [word, answer, expected] of [
  ['kept when the server did it', {}, 'own liked marked|true|true'],
  ['undone when it did not', { error: { code: 'user', message: 'no' } }, 'own a|null|false'],
] as const) {
  test(`optimistic: done at once, ${word}`, async () => {
    const at = await visit(`<b id="b" class="own a" data-liveview-on-click="like" data-liveview-optimistic="${attribute(LIKE)}"><i>x</i>y</b>`)
    await at.page.evaluate(() => window.liveview.command('mark', element => {
      element.classList.add('marked')
      return () => element.classList.remove('marked')
    }))
    const state = () => at.page.evaluate(() => {
      const b = document.querySelector('#b')!
      return `${b.className}|${b.getAttribute('aria-pressed')}|${b.querySelector('i')!.hidden}`
    })
    await at.page.click('#b')
    assert.equal(await state(), 'own liked marked|true|true')
    await at.site.messages(1)
    await show(at, { ref: 1, ...answer })
    assert.equal(await state(), expected)
  })
}

test('optimistic: the server\'s own patch is the truth, also when the change is undone after it', async () => {
  const b = (attributes: string) => `<b id="b" data-liveview-on-click="like" data-liveview-optimistic="${attribute([['setAttr', 'this', 'title', 'mine']])}" ${attributes}>x</b>`
  const at = await visit(`<div id="box">${b('title="old"')}</div>`)
  await at.page.click('#b')
  await at.site.messages(1)
  await show(at, { target: '#box', html: b('title="new"') })
  await show(at, { ref: 1, error: { code: 'user', message: 'no' } })
  assert.equal(await at.page.getAttribute('#b', 'title'), 'new')
})

test('optimistic: undone when it was never sent, too', async () => {
  const at = await visit(`<b id="b" data-liveview-on-click="like" data-liveview-optimistic="${attribute([['addClass', 'this', 'liked']])}">x</b>`)
  await at.page.evaluate(() => document.addEventListener('liveview:before-send', event => event.preventDefault(), { once: true }))
  await at.page.click('#b')
  await at.page.waitForFunction(() => document.querySelector('#b')!.className === '')
  await at.page.evaluate(() => (window as any).done)
  assert.equal(await at.page.getAttribute('#b', 'class'), '')
})
