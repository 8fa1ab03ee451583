// The golden messages of tests/protocol, from the browser's side.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insidePage } from './support/inside-page'
import { golden, HELLO, Site } from './support/site'

test('messages are written as the server reads them', async t => {
  const page = await insidePage()
  for (const { case: name, event } of await golden('client')) {
    if (!event) continue
    await t.test(name, async () => {
      const text = await page.evaluate(text => (window as any).inside.encode(JSON.parse(text)), JSON.stringify(event))
      assert.deepEqual(JSON.parse(text), event)
    })
  }
})

test('an act of the visitor sends exactly this text', async t => {
  for (const { case: name, text, from } of await golden('client')) {
    if (!from) continue
    await t.test(name, async () => {
      const site = await Site.open(from.html)
      const received: string[] = []
      const { socket } = await site.visit()
      socket.on('message', data => received.push(String(data)))
      if (from.click) await site.page.click(from.click)
      else await site.page.dispatchEvent(from.input, 'input')
      await site.messages(1)
      assert.deepEqual(received, [text])
      await site.close()
    })
  }
})

test('frames do to the page what they say', async t => {
  const site = await Site.open('')
  const heard = () => {
    const heard = ((window as any).heard = {} as any)
    document.addEventListener('saved', event => (heard.event = { name: event.type, detail: (event as CustomEvent).detail }))
    document.addEventListener('liveview:error', event => (heard.error = (event as CustomEvent).detail.code))
    ;(window as any).loaded = 1
  }
  for (const { case: name, frame, before, after, page: expected = {} } of await golden('server')) {
    await t.test(name, async () => {
      const { page } = site
      site.pages['/'] = before
      const socket = await site.visit()
      await page.evaluate(heard)
      await page.waitForFunction(() => document.documentElement.dataset.liveviewConnection === 'connected')
      const entries = await page.evaluate(() => history.length)
      // An answer is for the message of its number.
      await page.evaluate(count => { for (let ref = 0; ref < count; ref++) void window.liveview.send('f') }, frame.ref ?? 0)
      await site.messages(frame.ref ?? 0)
      socket.send(frame)
      if (name === 'reload' || name === 'redirect') {
        await page.waitForFunction(() => !(window as any).loaded)
        assert.equal(new URL(page.url()).pathname, frame.redirect ?? '/')
        return
      }
      // A second frame is applied after the first: when it shows, the first has been done.
      socket.send({ event: { name: 'done' }, announce: expected.announced ?? 'done' })
      await page.waitForFunction(text => document.querySelector('html > [role=status]')?.textContent === text, expected.announced ?? 'done')
      const found = await page.evaluate(() => ({
        html: document.body.innerHTML,
        title: document.title,
        url: location.pathname + location.search,
        focus: document.activeElement?.id,
        entries: history.length,
        ...(window as any).heard,
      }))
      assert.equal(found.html, after)
      if (!frame.script) assert.notEqual(found.title, 'ran')
      for (const key of ['title', 'url', 'focus', 'event', 'error']) if (key in expected) assert.deepEqual(found[key], expected[key], key)
      if ('entries' in expected) assert.equal(found.entries - entries, expected.entries)
    })
  }
})

test('patches scroll to an element and back to the top', async () => {
  const site = await Site.open('<svg height="5000" width="1"></svg><p id="b">x</p><svg height="5000" width="1"></svg>')
  const socket = await site.visit()
  socket.send({ scroll: '#b' })
  await site.page.waitForFunction(() => Math.abs(document.querySelector('#b')!.getBoundingClientRect().top) < 50)
  socket.send({ scrollTop: true })
  await site.page.waitForFunction(() => scrollY === 0)
})

test('what is no frame is passed over', async () => {
  const page = await insidePage()
  const decoded = await page.evaluate(() => ['', 'x', 'null', '{"target":'].map(text => (window as any).inside.decode(text)))
  assert.deepEqual(decoded, [undefined, undefined, undefined, undefined])
  const ops = await page.evaluate(() => ['[]', '7', 'true', '{}'].map(text => (window as any).inside.decode(text).ops))
  assert.deepEqual(ops, [[], [], [], []])
  const hello = await page.evaluate(text => JSON.stringify((window as any).inside.decode(text)), JSON.stringify(HELLO))
  assert.deepEqual(JSON.parse(hello), { ...HELLO, ops: [] })
})
