// How the dev tools look: dark, or light where the visitor prefers that.

export const CSS_TEXT = `
:host {
  --back: #17181c; --raised: #1f2127; --line: #30333c; --text: #e8e9ed; --soft: #9b9faa; --bad: #ff7a6b; --hint: #7cc7ff; --calm: #e9b44c;
  all: initial; position: fixed !important; inset: 0 !important; display: block !important; width: auto !important; height: auto !important;
  margin: 0 !important; padding: 0 !important; border: 0 !important; background: none !important; overflow: visible !important;
  pointer-events: none; z-index: 2147483647; color: var(--text); color-scheme: dark;
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; -webkit-text-size-adjust: 100%;
}
@media (prefers-color-scheme: light) {
  :host { --back: #fff; --raised: #f5f5f7; --line: #dfe0e6; --text: #1b1c21; --soft: #666a75; --bad: #c4291c; --hint: #0b62b0; --calm: #8a5a00; color-scheme: light; }
}
* { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
button { font: inherit; color: inherit; cursor: pointer; }
:focus-visible { outline: 2px solid var(--hint); outline-offset: 2px; }
.panel {
  pointer-events: auto; position: absolute; right: 16px; bottom: 16px; width: min(760px, calc(100% - 32px)); max-height: min(70%, 720px);
  display: flex; flex-direction: column; overflow: hidden; background: var(--back); border: 1px solid var(--line); border-top: 3px solid var(--bad);
  border-radius: 12px; box-shadow: 0 24px 64px -12px rgb(0 0 0 / .45), 0 4px 16px rgb(0 0 0 / .18); animation: rise .16s ease-out;
}
.panel.waiting { left: 0; right: 0; margin: 0 auto; }
@keyframes rise { from { opacity: 0; transform: translateY(8px); } }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 12px; padding: 12px 16px; border-bottom: 1px solid var(--line); }
h1 { flex: 1 1 auto; display: flex; align-items: center; gap: 8px; font-size: 15px; font-weight: 650; }
.dot { width: 9px; height: 9px; border-radius: 50%; background: var(--bad); }
.serving { color: var(--calm); font-size: 13px; }
.hide { padding: 2px 10px; border: 1px solid var(--line); border-radius: 7px; background: var(--raised); font-size: 12px; }
.hide:hover { border-color: var(--soft); }
kbd { font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: var(--soft); }
.problems { overflow: auto; overscroll-behavior: contain; }
.problem { padding: 14px 16px 16px; }
.problem + .problem { border-top: 1px solid var(--line); }
.meta { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 10px; font-size: 12px; color: var(--soft); }
.kind { font-weight: 600; color: var(--bad); }
.code, .place { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.place { color: var(--hint); user-select: all; overflow-wrap: anywhere; }
h2 { margin-top: 4px; font-size: 15px; font-weight: 600; white-space: pre-wrap; overflow-wrap: anywhere; }
pre { margin-top: 10px; padding: 10px 12px; overflow: auto; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; tab-size: 4;
  font: 12.5px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.line { display: block; white-space: pre; }
.points { color: var(--bad); font-weight: 600; }
.help { margin-top: 10px; white-space: pre-wrap; overflow-wrap: anywhere; }
.help b { color: var(--hint); }
.about { margin-top: 8px; color: var(--soft); }
.about code { color: var(--text); font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.frames { margin-top: 10px; padding-left: 24px; color: var(--soft); font: 12px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.pill {
  pointer-events: auto; position: absolute; left: 16px; bottom: 16px; display: flex; align-items: center; gap: 8px; overflow: hidden; padding: 6px 14px 6px 11px;
  background: var(--back); border: 1px solid var(--line); border-radius: 99px; box-shadow: 0 6px 20px rgb(0 0 0 / .22); font-size: 12.5px;
  font-variant-numeric: tabular-nums; animation: rise .16s ease-out;
}
.pill.busy { cursor: default; }
.spinner { width: 10px; height: 10px; border-radius: 50%; background: var(--bad); }
.busy .spinner { background: none; border: 2px solid var(--line); border-top-color: var(--hint); animation: turn .7s linear infinite; }
@keyframes turn { to { transform: rotate(1turn); } }
.track { display: none; position: absolute; left: 0; right: 0; bottom: 0; height: 2px; }
.counted .track { display: block; }
.bar { display: block; height: 100%; background: var(--hint); transition: width .2s; }
@media (max-width: 560px) { .panel { right: 8px; bottom: 8px; width: calc(100% - 16px); } .pill { left: 8px; bottom: 8px; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`
