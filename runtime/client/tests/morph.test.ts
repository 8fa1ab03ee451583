// What a morph keeps: every case in a browser with moveBefore, and again without it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { insidePage } from './support/inside-page'

interface Case {
  name: string
  before: string
  after: string
  /** Runs in the page before the morph; what it puts on `window.kept` is compared by identity afterwards. */
  act?: string
  /** Expressions that hold afterwards. */
  expect: string[]
  /** The state needs moveBefore when the element has to move. */
  needs?: 'moveBefore'
  outer?: string
}

const kept = (selector: string) => `window.kept = document.querySelector('${selector}')`
const same = (selector: string) => `window.kept === document.querySelector('${selector}')`
const value = (selector: string, text: string) => `document.querySelector('${selector}').value === ${JSON.stringify(text)}`
const type = (selector: string, text: string) => `{ const field = document.querySelector('${selector}'); field.focus(); field.value = ${JSON.stringify(text)}; window.kept = field }`
const focused = (selector: string) => `document.activeElement === document.querySelector('${selector}')`
const frame = '<iframe srcdoc="<p>x</p>"></iframe>'

const CASES: Case[] = [
  { name: 'equal nodes stay the same nodes', before: '<p>a</p><p>b</p>', after: '<p>a</p><p>c</p>', act: kept('p'), expect: [same('p')] },
  { name: 'a node put in front leaves the others', before: '<li>1</li><li id="x">2</li>', after: '<li>0</li><li>1</li><li id="x">2</li>', act: kept('#x'), expect: [same('#x')] },
  { name: 'a node taken from the middle leaves the others', before: '<li>1</li><li>2</li><li>3</li>', after: '<li>1</li><li>3</li>', act: kept('li:last-child'), expect: [same('li:last-child')] },
  { name: 'ids are identity when a list is turned round', before: '<li id="a">1</li><li id="b">2</li><li id="c">3</li>', after: '<li id="c">3</li><li id="b">2</li><li id="a">1</li>', act: kept('#a'), expect: [same('#a')] },
  { name: 'data-liveview-key is identity', before: '<li data-liveview-key="a">1</li><li data-liveview-key="b">2</li>', after: '<li data-liveview-key="b">2</li><li data-liveview-key="a">1!</li>', act: kept('[data-liveview-key=a]'), expect: [same('[data-liveview-key=a]')] },
  { name: 'another key is another element', before: '<input id="x" data-liveview-key="1">', after: '<input id="x" data-liveview-key="2">', act: type('#x', 'sent'), expect: [`!(${same('#x')})`, value('#x', ''), focused('#x')] },
  { name: 'an id that moves to another parent', before: '<div id="p"><input id="x"></div><section id="q"></section>', after: '<div id="p"></div><section id="q"><input id="x"></section>', act: type('#x', 'typed'), expect: [same('#x'), value('#x', 'typed'), focused('#x')] },
  { name: 'an id that moves into a new parent', before: '<input id="x">', after: '<div><section><input id="x"></section></div>', act: type('#x', 'typed'), expect: [same('#x'), value('#x', 'typed'), focused('#x')] },
  { name: 'an id that leaves a parent which goes', before: '<main><div><input id="x"></div></main><aside></aside>', after: '<main></main><aside><b><input id="x"></b></aside>', act: type('#x', 'typed'), expect: [same('#x'), value('#x', 'typed')] },
  { name: 'a banner before an unkeyed block with the focused field', before: '<div><input name="q"></div>', after: '<div class="banner">new</div><div class="form"><input name="q"></div>', act: type('[name=q]', 'typed'), expect: [same('[name=q]'), value('[name=q]', 'typed'), focused('[name=q]')] },
  { name: 'fields of other names keep to themselves', before: '<input name="a"><input name="b">', after: '<input name="b"><input name="c">', act: `document.querySelector('[name=a]').value = 'A'; document.querySelector('[name=b]').value = 'B'`, expect: [value('[name=b]', 'B'), value('[name=c]', '')] },

  { name: 'typed text stays', before: '<p>1</p><input value="">', after: '<p>2</p><input value="" class="x">', act: type('input', 'typed'), expect: [same('input'), value('input', 'typed')] },
  { name: 'typed text stays when the default changes under the focus', before: '<input value="a">', after: '<input value="b">', act: type('input', 'typed'), expect: [value('input', 'typed'), 'document.querySelector("input").defaultValue === "b"'] },
  { name: 'an untouched field under the focus stays too', before: '<input value="a">', after: '<input value="b">', act: 'document.querySelector("input").focus()', expect: [value('input', 'a')] },
  { name: 'a new default is taken without the focus', before: '<input value="a">', after: '<input value="b">', act: 'document.querySelector("input").value = "typed"', expect: [value('input', 'b')] },
  { name: 'the same default leaves what was typed, without the focus', before: '<input value="a"><p>1</p>', after: '<input value="a" class="x"><p>2</p>', act: 'document.querySelector("input").value = "typed"', expect: [value('input', 'typed')] },
  { name: 'force overrules', before: '<input value="">', after: '<input value="" data-liveview-force>', act: type('input', 'typed'), expect: [value('input', '')] },
  { name: 'force overrules again, in the same HTML', before: '<form><input value="" data-liveview-force></form>', after: '<form><input value="" data-liveview-force></form>', act: type('input', 'typed'), expect: [value('input', ''), focused('input')] },
  { name: 'replace makes a new element', before: '<input>', after: '<input data-liveview-replace>', act: kept('input'), expect: [`!(${same('input')})`] },
  { name: 'a caret and a selection stay', before: '<div><input id="x"></div><p>1</p>', after: '<p>2</p><div class="c"><input id="x"></div>', act: `${type('#x', 'hello')}; kept.setSelectionRange(1, 3)`, expect: [same('#x'), focused('#x'), 'kept.selectionStart === 1 && kept.selectionEnd === 3'] },
  { name: 'a selection that the browser forgets with the focus', before: '<div id="a"><input id="x"></div><p id="b">b</p>', after: '<p id="b">b!</p><section><input id="x"></section>', act: `${type('#x', 'hello')}; kept.setSelectionRange(1, 3); kept.focus = options => { HTMLElement.prototype.focus.call(kept, options); kept.select() }`, expect: [focused('#x'), 'kept.selectionStart === 1 && kept.selectionEnd === 3'] },
  { name: 'the focus stays when a list moves round it', before: '<li id="a"><input id="x"></li><li id="b">b</li><li id="c">c</li>', after: '<li id="b">b!</li><li id="c">c!</li><li id="a"><input id="x"></li>', act: `${type('#x', 'typed')}; window.blurs = 0; kept.onblur = () => blurs++`, expect: [same('#x'), focused('#x'), 'blurs === 0'] },
  { name: 'a textarea keeps what was typed', before: '<textarea>a</textarea><p>1</p>', after: '<textarea>a</textarea><p>2</p>', act: type('textarea', 'typed'), expect: [value('textarea', 'typed')] },
  { name: 'a textarea takes a new default', before: '<textarea>a</textarea>', after: '<textarea>b</textarea>', expect: [value('textarea', 'b')] },
  { name: 'a textarea under the focus', before: '<textarea>a</textarea>', after: '<textarea>b</textarea>', act: type('textarea', 'typed'), expect: [value('textarea', 'typed')] },
  { name: 'a ticked box stays ticked', before: '<input type="checkbox"><p>1</p>', after: '<input type="checkbox" class="x"><p>2</p>', act: 'document.querySelector("input").checked = true', expect: ['document.querySelector("input").checked'] },
  { name: 'a box that the server ticks', before: '<input type="checkbox">', after: '<input type="checkbox" checked>', expect: ['document.querySelector("input").checked'] },
  { name: 'a box that the server clears after the visitor cleared and ticked it', before: '<input type="checkbox" checked>', after: '<input type="checkbox">', act: 'document.querySelector("input").checked = false; document.querySelector("input").checked = true', expect: ['!document.querySelector("input").checked'] },
  { name: 'a chosen radio stays chosen', before: '<input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2"><p>1</p>', after: '<input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2"><p>2</p>', act: 'document.querySelector("[value=\'2\']").checked = true', expect: ['document.querySelector("[value=\'2\']").checked'] },
  { name: 'a chosen option stays when options are added', before: '<select><option>a<option>b</select>', after: '<select><option>0<option>a<option>b<option>c</select>', act: 'document.querySelector("select").value = "b"', expect: [value('select', 'b')] },
  { name: 'a chosen option stays when the options change places', before: '<select><option value="a">a<option value="b">b<option value="c">c</select>', after: '<select><option value="c">c<option value="b">b<option value="a">a</select>', act: 'document.querySelector("select").value = "b"', expect: [value('select', 'b')] },
  { name: 'a select takes a new default', before: '<select><option selected>a<option>b</select>', after: '<select><option>a<option selected>b</select>', expect: [value('select', 'b')] },
  { name: 'a chosen option that goes gives way to the default', before: '<select><option>a<option>b</select>', after: '<select><option>a<option>c</select>', act: 'document.querySelector("select").value = "b"', expect: [value('select', 'a')] },
  { name: 'a multiple select keeps what was chosen', before: '<select multiple><option>a<option>b<option>c</select><p>1</p>', after: '<select multiple><option>a<option>b<option>c<option>d</select><p>2</p>', act: 'for (const option of document.querySelectorAll("option")) option.selected = option.value !== "a"', expect: ['[...document.querySelector("select").selectedOptions].map(option => option.value).join() === "b,c"'] },
  { name: 'a file that was chosen stays', before: '<input type="file"><p>1</p>', after: '<input type="file" class="x"><p>2</p>', act: '{ const field = document.querySelector("input"); const data = new DataTransfer(); data.items.add(new File(["x"], "x.txt")); field.files = data.files }', expect: ['document.querySelector("input").files[0].name === "x.txt"'] },
  { name: 'editable text under the focus', before: '<div id="e" contenteditable>a</div><p>1</p>', after: '<div id="e" contenteditable class="x">b</div><p>2</p>', act: '{ const field = document.querySelector("#e"); field.focus(); field.textContent = "typed" }', expect: ['document.querySelector("#e").textContent === "typed"', 'document.querySelector("p").textContent === "2"'] },

  { name: 'details that the visitor opened', before: '<details><summary>x</summary>1</details>', after: '<details><summary>x</summary>2</details>', act: 'document.querySelector("details").open = true', expect: ['document.querySelector("details").open', 'document.querySelector("details").textContent === "x2"'] },
  { name: 'details that the visitor closed', before: '<details open><summary>x</summary>1</details>', after: '<details open><summary>x</summary>2</details>', act: 'document.querySelector("details").open = false', expect: ['!document.querySelector("details").open'] },
  { name: 'details that the server opens', before: '<details><summary>x</summary>1</details>', after: '<details open><summary>x</summary>1</details>', expect: ['document.querySelector("details").open'] },
  { name: 'a dialog that a script opened', before: '<dialog>1</dialog>', after: '<dialog>2</dialog>', act: 'document.querySelector("dialog").showModal()', expect: ['document.querySelector("dialog").matches(":modal")', 'document.querySelector("dialog").textContent === "2"'] },
  { name: 'a dialog that the server closes', before: '<dialog open>1</dialog>', after: '<dialog>1</dialog>', expect: ['!document.querySelector("dialog").open'] },
  { name: 'a modal dialog that the server closes is told so', before: '<dialog open>1</dialog>', after: '<dialog>1</dialog>', act: '{ const dialog = document.querySelector("dialog"); dialog.close(); dialog.showModal(); window.closes = 0; const close = dialog.close; dialog.close = () => (closes++, close.call(dialog)) }', expect: ['closes === 1 && !document.querySelector("dialog").matches(":modal")'] },
  { name: 'an open popover', before: '<div popover id="p">1</div>', after: '<div popover id="p">2</div>', act: 'document.querySelector("#p").showPopover()', expect: ['document.querySelector("#p").matches(":popover-open")'] },
  { name: 'a scrolled box', before: '<div class="s" style="height:50px;overflow:auto"><p style="height:500px">1</p></div>', after: '<div class="s" style="height:50px;overflow:auto"><p style="height:500px">2</p><p>3</p></div>', act: 'document.querySelector(".s").scrollTop = 80', expect: ['document.querySelector(".s").scrollTop === 80'] },
  { name: 'a scrolled box that moves', before: '<div id="a" style="height:50px;overflow:auto"><p style="height:500px">1</p></div><p id="b">b</p><p id="c">c</p>', after: '<p id="b">b!</p><p id="c">c!</p><div id="a" style="height:50px;overflow:auto"><p style="height:500px">1</p></div>', act: 'document.querySelector("#a").scrollTop = 80', expect: ['document.querySelector("#a").scrollTop === 80'] },
  { name: 'a frame that stays', before: `<p>1</p>${frame}`, after: `<p>0</p><p>2</p>${frame}`, act: `${kept('iframe')}; window.inner = kept.contentWindow; inner.mark = 1`, expect: [same('iframe'), 'kept.contentWindow.mark === 1'] },
  { name: 'a frame that moves', before: `<div id="a">${frame}</div><p id="b">b</p><p id="c">c</p>`, after: `<p id="b">b</p><p id="c">c</p><div id="a">${frame}</div>`, act: `${kept('iframe')}; kept.contentWindow.mark = 1`, expect: [same('iframe'), 'kept.contentWindow.mark === 1'], needs: 'moveBefore' },
  { name: 'an animation that runs', before: '<style>@keyframes s { to { opacity: .5 } } #a { animation: s 100s }</style><div id="a">1</div><p>1</p>', after: '<style>@keyframes s { to { opacity: .5 } } #a { animation: s 100s }</style><div id="a">2</div><p>2</p>', act: 'window.animation = document.querySelector("#a").getAnimations()[0]', expect: ['animation && animation === document.querySelector("#a").getAnimations()[0]'] },
  { name: 'an animation of a script', before: '<div id="a">1</div><p>1</p>', after: '<p>2</p><div id="a" class="x">2</div>', act: 'window.animation = document.querySelector("#a").animate({ opacity: [0, 1] }, 100000); animation.currentTime = 50000', expect: ['animation.playState === "running" && animation.currentTime >= 50000 && animation === document.querySelector("#a").getAnimations()[0]'] },
  { name: 'a video element', before: '<video id="v"></video><p>1</p>', after: '<section><video id="v"></video></section><p>2</p>', act: kept('video'), expect: [same('video')] },
  { name: 'a custom element is not made anew', before: '<x-count id="x"></x-count><p>1</p>', after: '<p>2</p><x-count id="x" class="y"></x-count>', act: `if (!customElements.get('x-count')) customElements.define('x-count', class extends HTMLElement { constructor() { super(); window.made = (window.made ?? 0) + 1 } }); ${kept('x-count')}; window.made = 1`, expect: [same('x-count'), 'window.made === 1'] },
  { name: 'a shadow root', before: '<div id="x"></div><p>1</p>', after: '<div id="x" class="y"></div><p>2</p>', act: 'document.querySelector("#x").attachShadow({ mode: "open" }).textContent = "inside"', expect: ['document.querySelector("#x").shadowRoot.textContent === "inside"'] },
  { name: 'what is drawn on a canvas', before: '<canvas width="2" height="2"></canvas><p>1</p>', after: '<canvas width="2" height="2" class="x"></canvas><p>2</p>', act: '{ const context = document.querySelector("canvas").getContext("2d"); context.fillRect(0, 0, 2, 2) }', expect: ['document.querySelector("canvas").getContext("2d").getImageData(0, 0, 1, 1).data[3] === 255'] },
  { name: 'a selection of text', before: '<p id="a">hello</p><p>1</p>', after: '<p id="a">hello</p><p>2</p>', act: 'getSelection().selectAllChildren(document.querySelector("#a"))', expect: ['getSelection().toString() === "hello"'] },
  { name: 'listeners of other scripts', before: '<button>1</button>', after: '<button class="x">2</button>', act: 'window.clicks = 0; document.querySelector("button").onclick = () => clicks++', expect: ['(document.querySelector("button").click(), clicks === 1)'] },

  { name: 'ignored elements are left alone', before: '<div id="w" data-liveview-ignore>1</div><p>1</p>', after: '<div id="w" data-liveview-ignore class="x">2</div><p>2</p>', act: 'inside.write(document.querySelector("#w"), "<b id=inside>widget</b>")', expect: ['document.querySelector("#w").innerHTML === "<b id=\\"inside\\">widget</b>"', 'document.querySelector("p").textContent === "2"'] },
  { name: 'nothing is fetched out of ignored elements', before: '<div id="w" data-liveview-ignore><input id="x"></div>', after: '<p><input id="x"></p><div id="w" data-liveview-ignore></div>', act: kept('#w'), expect: [same('#w'), 'document.querySelector("#w").children.length === 1'] },
  { name: 'ignored attributes', before: '<p class="a" title="1">x</p>', after: '<p class="b" title="2" data-liveview-ignore-attrs="class style">x</p>', act: 'document.querySelector("p").style.color = "red"; document.querySelector("p").className = "mine"', expect: ['document.querySelector("p").className === "mine"', 'document.querySelector("p").style.color === "red"', 'document.querySelector("p").title === "2"'] },
  { name: 'attributes that only the parser takes', before: '<p>x</p>', after: '<p @click="y" :z="1" x.y="2">x</p>', expect: ['document.querySelector("p").getAttribute("@click") === "y" && document.querySelector("p").getAttribute("x.y") === "2"'] },
  { name: 'drawings keep their name space', before: '<svg viewBox="0 0 1 1"><g><path d="M0 0"/></g></svg>', after: '<svg viewBox="0 0 2 2"><g><path d="M1 1"/><use xlink:href="#a"/></g></svg>', expect: ['document.querySelector("use").namespaceURI.endsWith("svg")', 'document.querySelector("svg").viewBox.baseVal.width === 2', 'document.querySelector("use").href.baseVal === "#a"'] },
  { name: 'the contents of a template', before: '<template><p>1</p></template>', after: '<template><p>2</p></template>', expect: ['document.querySelector("template").innerHTML === "<p>2</p>"'] },
  { name: 'a script never runs', before: '<script></script><p>1</p>', after: '<script>window.ran = 1</script><p>2<img src="x:" class="a"></p><script>window.ran = 2</script>', expect: ['!window.ran', 'document.querySelectorAll("#host script").length === 2'] },
  { name: 'a script with another type never runs', before: '<script type="text/plain">window.ran = 1</script>', after: '<script type="text/javascript">window.ran = 1</script>', expect: ['!window.ran'] },
  { name: 'a frame with another document is made anew', before: '<iframe srcdoc="a"></iframe>', after: '<iframe srcdoc="b"></iframe>', expect: ['document.querySelector("iframe").srcdoc === "b"'] },
  { name: 'the element itself, with its attributes', outer: '#card', before: '<div id="card" class="a"><input id="x"></div><p>1</p>', after: ' <div id="card" class="b"><b>new</b><input id="x"></div> ', act: type('#x', 'typed'), expect: [same('#x'), value('#x', 'typed'), focused('#x'), 'document.querySelector("#card").className === "b"', 'document.querySelector("p").textContent === "1"'] },
  { name: 'the focused field itself', outer: '#x', before: '<input id="x">', after: '<input id="x" class="b" value="new">', act: type('#x', 'typed'), expect: [same('#x'), value('#x', 'typed'), focused('#x')] },
  { name: 'an element that becomes several', outer: '#a', before: '<p id="a">1</p><p>2</p>', after: '<p id="z">0</p><p id="a">1!</p>', act: kept('#a'), expect: [same('#a'), 'document.querySelector("#host").textContent === "01!2"'] },
  { name: 'an element that becomes nothing', outer: '#a', before: '<p id="a">1</p><p>2</p>', after: '', expect: ['document.querySelector("#host").textContent === "2"'] },
  { name: 'the same id twice is survived', before: '<p id="a">1</p><p id="a">2</p>', after: '<p id="a">3</p><div><p id="a">4</p></div><p id="a">5</p>', expect: ['document.querySelector("#host").textContent === "345"'] },
]

async function run(page: Page, { before, after, act, outer, expect }: Case): Promise<string[]> {
  await page.evaluate(before => {
    const global = window as any
    delete global.kept
    delete global.ran
    global.inside.write(document.body, `<div id="host">${before}</div>`)
    global.inside.rememberOpen(document)
  }, before)
  await page.waitForFunction(() => [...document.querySelectorAll('iframe')].every(frame => frame.contentDocument?.readyState === 'complete'))
  if (act) await page.evaluate(`{ ${act} }`)
  await page.evaluate(([after, outer]) => {
    const { inside } = window as any
    if (outer) inside.morphOuter(document.querySelector(outer), after)
    else inside.morphInner(document.querySelector('#host'), after)
  }, [after, outer] as const)
  const failed: string[] = []
  for (const expression of expect) if (!(await page.evaluate(expression))) failed.push(expression)
  if (!outer) {
    const [found, wanted] = await page.evaluate(after => {
      const { inside } = window as any
      const template = document.createElement('template')
      inside.write(template, after)
      const strip = (root: any) => [...root.querySelectorAll('[data-liveview-ignore],[data-liveview-ignore-attrs],[contenteditable],details,dialog')].forEach((element: Element) => element.replaceWith(element.localName))
      const copy = document.querySelector('#host')!.cloneNode(true) as Element
      strip(copy)
      strip(template.content)
      return [copy.innerHTML, template.innerHTML]
    }, after)
    if (found !== wanted) failed.push(`${found} is not ${wanted}`)
  }
  if (await page.evaluate(() => document.documentElement.children.length !== 2)) failed.push('something is left beside the body')
  return failed
}

for (const moves of [true, false]) {
  test(`a morph ${moves ? 'with' : 'without'} moveBefore`, async t => {
    const page = await insidePage(moves)
    assert.equal(await page.evaluate(() => 'moveBefore' in Element.prototype), moves)
    for (const item of CASES) {
      if (item.needs && !moves) continue
      await t.test(item.name, async () => assert.deepEqual(await run(page, item), []))
    }
  })
}

for (const moves of [true, false]) {
  test(`a composition goes on through a morph ${moves ? 'with' : 'without'} moveBefore`, async () => {
    const page = await insidePage(moves)
    const keyboard = await page.context().newCDPSession(page)
    await page.evaluate(() => {
      ;(window as any).inside.write(document.body, '<div id="host"><p id="a"><input id="x" value=""></p><p id="b">b</p><p id="c">c</p></div>')
      const ends = ((window as any).ends = [] as string[])
      document.addEventListener('compositionend', event => ends.push((event as CompositionEvent).data))
    })
    await page.focus('#x')
    await keyboard.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
    await page.evaluate(() => (window as any).inside.morphInner(document.querySelector('#host'), '<p id="c">c!</p><p id="b">b!</p><p id="a" class="x"><input id="x" value="server" class="y"></p>'))
    await keyboard.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
    assert.deepEqual(await page.evaluate(() => (window as any).ends), [])
    await keyboard.send('Input.insertText', { text: '日本' })
    assert.equal(await page.inputValue('#x'), '日本')
    assert.equal(await page.textContent('#host'), 'c!b!')
  })
}

for (const moves of [true, false]) {
  test(`a video plays on through a morph ${moves ? 'with' : 'without'} moveBefore`, async () => {
    const page = await insidePage(moves)
    await page.evaluate(async () => {
      ;(window as any).inside.write(document.body, '<div id="host"><canvas width="8" height="8"></canvas><p id="a">a</p><p id="b">b</p><div id="c"><video muted></video></div></div>')
      const video = ((window as any).video = document.querySelector('video')!)
      const canvas = document.querySelector('canvas')!
      const draw = canvas.getContext('2d')!
      ;(window as any).painting = setInterval(() => {
        draw.fillStyle = draw.fillStyle === '#000000' ? '#ffffff' : '#000000'
        draw.fillRect(0, 0, 8, 8)
      }, 20)
      video.muted = true
      video.srcObject = canvas.captureStream()
      video.onpause = () => ((window as any).paused = true)
      await video.play()
    })
    await page.waitForFunction(() => (window as any).video.currentTime > 0)
    // Where the browser can move it, it plays on in another place.
    const others = ['<p id="a">a!</p>', '<p id="b">b!</p>', '<p id="d">d</p>']
    const place = '<div id="c" class="new"><h1>new</h1><video muted></video></div>'
    const time = await page.evaluate(html => {
      ;(window as any).inside.morphInner(document.querySelector('#host'), html)
      return (window as any).video.currentTime
    }, '<canvas width="8" height="8"></canvas>' + (moves ? [place, ...others] : [...others, place]).join(''))
    assert.equal(await page.evaluate(() => (window as any).video === document.querySelector('video')), true)
    await page.waitForFunction(time => (window as any).video.currentTime > time, time)
    assert.deepEqual(await page.evaluate(() => [(window as any).paused, (window as any).video.paused]), [undefined, false])
  })
}
