/** The report's style sheet: light and dark, from a phone's width upwards. */

/** Colours by name, light and dark; charts use them, on a page or alone. */
export const palette = `:root { color-scheme: light dark; --text: #1b1f24; --dim: #5b6470; --page: #fff; --panel: #f6f7f9; --line: #d9dde3;
  --right: #1a7f4b; --wrong: #c2352b; --c1: #2563c9; --c2: #d9480f; --c3: #0f8a6c; --c4: #9333b8; --c5: #b7860b; --c6: #c21f6b; --c7: #4b5563; --c8: #0e7fa8; }
@media (prefers-color-scheme: dark) { :root { --text: #e8ebef; --dim: #9aa4b1; --page: #14171b; --panel: #1d2127; --line: #353b44;
  --right: #4cc38a; --wrong: #ff7b70; --c1: #79a8ff; --c2: #ff9a62; --c3: #4fd1ae; --c4: #cf8df0; --c5: #e5bf4f; --c6: #ff85bb; --c7: #a8b1bd; --c8: #5cc8ec; } }`;

export const styleSheet = `
${palette}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem clamp(.75rem, 3vw, 2.5rem) 3rem; max-width: 90rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; } h2 { margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 2px solid var(--line); font-size: 1.3rem; }
h3 { margin: 1.75rem 0 .4rem; font-size: 1rem; }
header p { margin: .15rem 0; color: var(--dim); overflow-wrap: anywhere; }
pre { margin: .6rem 0; padding: .6rem .8rem; overflow-x: auto; background: var(--panel); border-radius: .4rem; font-size: .85rem; }
a { color: var(--c1); }
nav { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; margin-top: .8rem; }
header .warning { margin: .8rem 0; padding: .6rem .8rem; border: 1px solid var(--wrong); border-radius: .4rem; color: var(--text); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; width: fit-content; max-width: 100%; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
th { background: var(--panel); color: var(--dim); font-weight: 600; vertical-align: bottom; white-space: normal; max-width: 9rem; }
th:first-child, td:first-child { position: sticky; left: 0; text-align: left; background: var(--page); white-space: normal; min-width: 9rem; max-width: 26rem; }
th:first-child { background: var(--panel); }
tr.total td { font-weight: 650; background: var(--panel); }
.goals td:first-child { min-width: 11rem; }
@media (max-width: 40rem) {
  .goals thead { display: none; } .goals, .goals tbody { display: block; }
  .goals tr { display: flex; flex-wrap: wrap; gap: 0 .8rem; padding: .4rem .7rem; border-bottom: 1px solid var(--line); }
  .goals tr td { padding: 0; border: 0; text-align: left; white-space: normal; } .goals tr td:first-child { position: static; flex: 1 0 100%; max-width: none; font-weight: 600; }
}
.note, footer p { margin: .4rem 0; color: var(--dim); font-size: .85rem; max-width: 70rem; }
.badge { padding: .05rem .45rem; border: 1px solid var(--line); border-radius: 1rem; color: var(--dim); font-size: .75rem; font-weight: 600; white-space: nowrap; }
.badge.met { color: var(--right); border-color: currentColor; } .badge.missed { color: var(--wrong); border-color: currentColor; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 23rem), 1fr)); gap: 1rem; }
figure { margin: 0; padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; min-width: 0; }
figure svg { display: block; width: 100%; height: auto; max-width: 30rem; }
figcaption { margin-bottom: .3rem; font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; margin: 0 0 .3rem; font-size: .8rem; color: var(--dim); }
.legend i { display: inline-block; width: .7rem; height: .7rem; margin-right: .3rem; border-radius: 2px; }
.confusion td { text-align: center; } .confusion th { text-align: center; }
.confusion td:first-child, .confusion th:first-child { min-width: 0; text-align: left; }
.confusion small { display: block; color: var(--dim); }
.confusion .right { background: color-mix(in srgb, var(--right) calc(var(--share) * .45), transparent); }
.confusion .wrong { background: color-mix(in srgb, var(--wrong) calc(var(--share) * .9), transparent); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .75rem; }
.cards article { padding: .5rem; border: 1px solid var(--line); border-radius: .4rem; font-size: .78rem; overflow-wrap: anywhere; min-width: 0; }
.cards p { margin: .25rem 0 0; } .cards .path { color: var(--dim); }
.cards img { display: block; width: 100%; height: 10rem; object-fit: contain; background: var(--panel); border-radius: .25rem; }
`;
