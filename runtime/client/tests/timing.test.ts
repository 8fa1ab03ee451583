// When calls go out: throttle, debounce="blur", sync, lock, poll, and confirm.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heard, last, show, visit } from './support/strict'

test('throttle: the first at once, the last of the rest after the pause, the others never', async () => {
  const at = await visit('<b id="b" data-liveview-on-poke="f" data-liveview-throttle="500">x</b>')
  await at.page.evaluate(() => {
    const b = document.querySelector<HTMLElement>('#b')!
    for (const n of [1, 2, 3]) {
      b.dataset.n = `${n}`
      b.dispatchEvent(new Event('poke', { bubbles: true }))
    }
  })
  await at.site.messages(1)
  assert.equal(at.socket.messages.length, 1)
  await at.site.messages(2)
  assert.deepEqual(at.socket.messages.map(message => message.data.n), ['1', '3'])
  // The pause after the second keeps the next one waiting as well.
  await at.page.dispatchEvent('#b', 'poke')
  assert.deepEqual(await last(at), ['f', 'f'])
})

test('throttle: what waits ends with its element', async () => {
  const at = await visit('<div id="box"><b id="b" data-liveview-on-poke="f" data-liveview-throttle="3600000">x</b></div>')
  await at.page.clock.install()
  await at.page.dispatchEvent('#b', 'poke')
  await at.page.dispatchEvent('#b', 'poke')
  await show(at, { target: '#box', html: '' })
  await at.page.clock.fastForward(3_600_000)
  assert.deepEqual(await last(at), ['f'])
})

test('throttle: a morph does not start the pause anew', async () => {
  const at = await visit('<div id="box"><b id="b" data-liveview-on-poke="f" data-liveview-throttle="60000">x</b></div>')
  await at.page.dispatchEvent('#b', 'poke')
  await show(at, { target: '#box', html: '<b id="b" class="new" data-liveview-on-poke="f" data-liveview-throttle="60000">y</b>' })
  await at.page.dispatchEvent('#b', 'poke')
  assert.deepEqual(await last(at), ['f'])
})

test('throttle: what is no time is loud, and holds nothing back', async () => {
  const at = await visit('<b id="b" data-liveview-on-click="f" data-liveview-throttle="soon">x</b>', { debug: true })
  await at.page.click('#b')
  await at.page.click('#b')
  assert.deepEqual(await last(at), ['f', 'f'])
  assert.ok(at.site.console.some(line => line.includes('data-liveview-throttle takes milliseconds')))
})

test('debounce="blur": what was typed goes out when the field is left', async () => {
  const at = await visit('<input id="a" name="a" data-liveview-on-input="f" data-liveview-debounce="blur"><input id="b">', { debug: true })
  await at.page.locator('#a').pressSequentially('abc')
  assert.deepEqual(await last(at), [])
  await at.page.focus('#b')
  await at.site.until(() => at.socket.messages.length === 2)
  assert.deepEqual(at.socket.messages[1].form, { a: 'abc' })
  assert.ok(!at.site.console.some(line => line.includes('milliseconds')))
})

test('debounce: what is neither a time nor blur is loud, and holds nothing back', async () => {
  const at = await visit('<b id="b" data-liveview-on-click="f" data-liveview-debounce="later">x</b>', { debug: true })
  await at.page.click('#b')
  assert.deepEqual(await last(at), ['f'])
  assert.ok(at.site.console.some(line => line.includes('data-liveview-debounce takes milliseconds')))
})

test('debounce="blur": a submit sends it first', async () => {
  const at = await visit('<form data-liveview-on-submit="save"><input id="a" name="a" data-liveview-on-input="check" data-liveview-debounce="blur"></form>')
  await at.page.fill('#a', 'x')
  await at.page.press('#a', 'Enter')
  await at.site.messages(2)
  assert.deepEqual(heard(at.socket), ['check', 'save'])
})

for (const [mode, expected] of [['drop', ['1', '4']], ['last', ['1', '3', '4']], ['all', ['1', '2', '3', '4']]] as const) {
  test(`sync="${mode}"`, async () => {
    const at = await visit(`<b id="b" data-liveview-on-poke="f" data-liveview-sync="${mode}">x</b>`)
    const poke = (n: number) => at.page.evaluate(n => {
      const b = document.querySelector<HTMLElement>('#b')!
      b.dataset.n = `${n}`
      b.dispatchEvent(new Event('poke', { bubbles: true }))
    }, n)
    for (const n of [1, 2, 3]) await poke(n)
    await last(at)
    // All are answered, also those that go out only now.
    at.socket.socket.on('message', data => at.socket.send({ ref: JSON.parse(String(data)).ref }))
    for (const { ref } of [...at.socket.messages]) at.socket.send({ ref })
    const before = mode === 'last' ? 3 : at.socket.messages.length
    await at.site.messages(before)
    await show(at, {})
    await poke(4)
    await last(at)
    assert.deepEqual(at.socket.messages.filter(message => message.function === 'f').map(message => message.data.n), expected)
  })
}

test('sync: another word is loud', async () => {
  const at = await visit('<b id="b" data-liveview-on-click="f" data-liveview-sync="first">x</b>', { debug: true })
  await at.page.click('#b')
  await at.site.messages(1)
  assert.ok(at.site.console.some(line => line.includes('data-liveview-sync is drop, last or all')))
})

test('lock: nothing inside calls before the answer', async () => {
  const at = await visit('<div data-liveview-lock><b id="a" data-liveview-on-click="f">x</b><b id="b" data-liveview-on-click="g">x</b></div>')
  await at.page.click('#a')
  await at.page.click('#a')
  await at.page.click('#b')
  await at.site.messages(1)
  await show(at, { ref: 1, error: { code: 'user', message: 'no' } })
  await at.page.click('#b')
  assert.deepEqual(await last(at), ['f', 'g'])
})

test('poll: again and again, counted from the answer, until the element leaves', async () => {
  const at = await visit('<div id="box"><p data-liveview-poll="50" data-liveview-function="tick"></p></div>')
  await at.site.messages(1)
  // Without an answer there is no second.
  await at.page.evaluate(() => new Promise(resolve => setTimeout(resolve, 200)))
  assert.equal(at.socket.messages.length, 1)
  at.socket.send({ ref: 1 })
  await at.site.messages(2)
  at.socket.send({ ref: 2, target: '#box', html: '' })
  await at.page.waitForFunction(() => !document.querySelector('p'))
  await at.page.evaluate(() => new Promise(resolve => setTimeout(resolve, 200)))
  assert.deepEqual(await last(at), ['tick', 'tick'])
})

test('poll: rests while the page is hidden or has no connection, and then goes on', async () => {
  const at = await visit('<p data-liveview-poll="50" data-liveview-function="tick"></p>')
  await at.site.messages(1)
  await at.page.evaluate(() => Object.defineProperty(Document.prototype, 'hidden', { get: () => (window as any).away ?? true, configurable: true }))
  at.socket.send({ ref: 1 })
  await at.page.evaluate(() => new Promise(resolve => setTimeout(resolve, 200)))
  assert.equal(at.socket.messages.length, 1)
  await at.page.evaluate(() => {
    ;(window as any).away = false
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await at.site.messages(2)
  await at.page.evaluate(() => {
    window.liveview.disconnect()
    window.liveview.on('before-send', () => ((window as any).sent = true))
  })
  // The call that had no answer ends with another server, and the next one is due while there is no connection.
  await at.page.evaluate(() => window.liveview.connect())
  await at.site.until(() => at.site.sockets.length === 2)
  const socket = at.site.sockets[1]
  await at.site.until(() => socket.messages.length === 1)
  await at.page.evaluate(() => ((window as any).sent = false))
  socket.send({ ref: socket.messages[0].ref, title: 'answered' })
  await at.page.waitForFunction(() => document.title === 'answered' && (window.liveview.disconnect(), true))
  await at.page.evaluate(() => new Promise(resolve => setTimeout(resolve, 200)))
  assert.equal(await at.page.evaluate(() => (window as any).sent), false)
  await at.page.evaluate(() => window.liveview.connect())
  await at.site.until(() => at.site.sockets[2]?.messages.some(message => message.function === 'tick'))
})

test('poll: what is no time, and a poll without a function, are loud', async () => {
  const at = await visit('<p data-liveview-poll="often" data-liveview-function="tick"></p><p data-liveview-poll="50"></p>', { debug: true })
  assert.deepEqual(await last(at), [])
  for (const part of ['data-liveview-poll takes milliseconds', 'data-liveview-poll without']) assert.ok(at.site.console.some(line => line.includes(part)), part)
})

test('confirm: the browser asks, and the call goes out only for a yes', async () => {
  const at = await visit('<b id="b" data-liveview-on-click="remove" data-liveview-confirm="Sure?">x</b>')
  const asked: string[] = []
  for (const yes of [false, true]) {
    at.page.once('dialog', dialog => {
      asked.push(dialog.message())
      void (yes ? dialog.accept() : dialog.dismiss())
    })
    await at.page.click('#b')
  }
  assert.deepEqual(asked, ['Sure?', 'Sure?'])
  assert.deepEqual(await last(at), ['remove'])
})

test('confirm: on the button of a form, for that button only', async () => {
  const at = await visit('<form data-liveview-on-submit="save"><button id="a">x</button><button id="b" data-liveview-confirm="Sure?">x</button></form>')
  let asked = 0
  at.page.on('dialog', dialog => (asked++, void dialog.dismiss()))
  await at.page.click('#a')
  await at.page.click('#b')
  assert.deepEqual(await last(at), ['save'])
  assert.equal(asked, 1)
})

test('confirm: nobody is asked about a call that the visitor did not make', async () => {
  const at = await visit('<b data-liveview-poll="20" data-liveview-function="tick" data-liveview-confirm="Sure?">x</b>')
  await at.site.messages(1)
})

test('confirm: a page asks in its own way', async () => {
  const at = await visit('<b id="b" data-liveview-on-click="remove" data-liveview-confirm="Sure?">x</b>')
  await at.page.evaluate(() => document.addEventListener('liveview:confirm', event => {
    event.preventDefault()
    const { message, answer } = (event as CustomEvent).detail
    const button = document.createElement('button')
    button.id = 'yes'
    button.textContent = message
    button.onclick = () => answer(true)
    document.body.append(button)
  }))
  await at.page.click('#b')
  assert.deepEqual(await last(at), [])
  await at.page.click('#yes')
  await at.site.until(() => heard(at.socket).includes('remove'))
})
