// What goes into a message: the data of an element and the values of a form.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insidePage } from './support/inside-page'

const FORMS: [name: string, html: string, from: string, form: object, pressed?: string][] = [
  ['text, and nothing typed', '<form><input name="a" value="x"><input name="b"></form>', 'form', { a: 'x', b: '' }],
  ['names as they are written', '<form><input name="user[firstName]" value="x"></form>', 'form', { 'user[firstName]': 'x' }],
  ['repeated names', '<form><input name="a" value="1"><input name="a" value="2"></form>', 'form', { a: ['1', '2'] }],
  ['a lone checkbox', '<form><input type="checkbox" name="a" value="yes" checked></form>', 'form', { a: true }],
  ['a lone checkbox, off', '<form><input type="checkbox" name="a" value="yes"></form>', 'form', { a: false }],
  ['a group of checkboxes', '<form><input type="checkbox" name="a" value="1" checked><input type="checkbox" name="a" value="2"></form>', 'form', { a: ['1'] }],
  ['a group of checkboxes, all off', '<form><input type="checkbox" name="a" value="1"><input type="checkbox" name="a" value="2"></form>', 'form', { a: [] }],
  ['a hidden field before a checkbox', '<form><input type="hidden" name="a" value="0"><input type="checkbox" name="a" value="1" checked></form>', 'form', { a: ['0', '1'] }],
  ['radios', '<form><input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked></form>', 'form', { a: '2' }],
  ['radios, none chosen', '<form><input type="radio" name="a" value="1"><input type="radio" name="a" value="2"></form>', 'form', {}],
  ['a select', '<form><select name="a"><option>1<option selected>2</select></form>', 'form', { a: '2' }],
  ['a multiple select', '<form><select name="a" multiple><option selected>1<option>2</select></form>', 'form', { a: ['1'] }],
  ['a multiple select, none chosen', '<form><select name="a" multiple><option>1</select></form>', 'form', { a: [] }],
  ['a textarea', '<form><textarea name="a">x\ny</textarea></form>', 'form', { a: 'x\ny' }],
  ['disabled, also by a fieldset', '<form><input name="a" disabled><fieldset disabled><input name="b"></fieldset></form>', 'form', {}],
  ['no name', '<form><input value="x"><input name="" value="y"></form>', 'form', {}],
  ['files are left to uploads', '<form><input type="file" name="a"></form>', 'form', {}],
  ['an output and an object', '<form><output name="a">1</output><object name="b"></object><input name="c" value="1"></form>', 'form', { c: '1' }],
  ['buttons that were not pressed', '<form><button name="a" value="1">x</button><input type="submit" name="b"><input type="reset" name="c"></form>', 'form', {}],
  ['the button that was', '<form><button name="a" value="1">x</button><button name="a" value="2" id="p">x</button></form>', 'form', { a: '2' }, '#p'],
  ['a button that calls by itself', '<form><input name="q" value="x"><button type="button" name="a" value="1">x</button></form>', 'button', { q: 'x', a: '1' }],
  ['from inside a form', '<form><p><input name="a" value="1"></p><b id="e">x</b></form>', '#e', { a: '1' }],
  ['a field outside that belongs to a form', '<form id="f"><input name="a" value="1"></form><input id="e" form="f" name="b" value="2">', '#e', { a: '1', b: '2' }],
  ['a lone input', '<input id="e" name="a" value="1"><input name="b" value="2">', '#e', { a: '1' }],
  ['a lone input without a name', '<input id="e" value="1">', '#e', {}],
  ['a button outside of any form speaks for the fields beside it', '<input name="z" value="0"><div><p><input name="a" value="1"></p><form><input name="b" value="2"></form><button id="e" name="c" value="3">x</button><button name="d">y</button></div>', '#e', { a: '1', c: '3' }],
  ['no form and no field', '<b id="e">x</b>', '#e', {}],
  ['names that shadow the form', '<form><input name="elements" value="1"><input name="closest" value="2"><input name="id" value="3"></form>', 'form', { elements: '1', closest: '2', id: '3' }],
  ['names of Object', '<form><input name="__proto__" value="1"><input name="constructor" value="2"></form>', 'form', JSON.parse('{"__proto__":"1","constructor":"2"}')],
]

const DATA: [name: string, attributes: string, data: object][] = [
  ['snake case', 'data-comment-id="9" data-a-b-c="x"', { comment_id: '9', a_b_c: 'x' }],
  ['data-data', 'data-data-comment-id="9"', { comment_id: '9' }],
  ['markers', 'data-action="x" data-controller="page" data-liveview-function="f" data-liveview-debounce="1" data-liveview-anything="x"', {}],
  ['what only looks like a marker', 'data-actions="1" data-action-id="2" data-liveviewer="3"', { actions: '1', action_id: '2', liveviewer: '3' }],
  ['empty', 'data-on=""', { on: '' }],
  ['other attributes', 'id="x" title="y" aria-label="z"', {}],
]

test('what a form holds', async t => {
  const page = await insidePage()
  for (const [name, html, from, form, pressed] of FORMS) {
    await t.test(name, async () => {
      const text = await page.evaluate(([html, from, pressed]) => {
        ;(window as any).inside.write(document.body, html)
        const element = document.querySelector(from!)!
        return JSON.stringify((window as any).inside.collect(element, pressed ? document.querySelector(pressed) : undefined))
      }, [html, from, pressed] as const)
      assert.deepEqual(JSON.parse(text), form)
    })
  }
})

test('what the data of an element is', async t => {
  const page = await insidePage()
  for (const [name, attributes, data] of DATA) {
    await t.test(name, async () => {
      const found = await page.evaluate(attributes => {
        ;(window as any).inside.write(document.body, `<b ${attributes}></b>`)
        return (window as any).inside.payload(document.body.firstElementChild)
      }, attributes)
      assert.deepEqual(found, data)
    })
  }
})
