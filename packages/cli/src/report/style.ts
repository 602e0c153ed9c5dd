/** The look of a run's page: light and dark, cards that wrap, nothing loaded from anywhere. */
export const style = `
:root { color-scheme: light dark; --page: light-dark(#f5f6f4, #0d1112); --surface: light-dark(#fff, #161b1d);
  --line: light-dark(#d5dad7, #2b3335); --text: light-dark(#15201d, #e9efed); --quiet: light-dark(#55625e, #9aa8a4);
  --accent: light-dark(#14614f, #4fc3a5); --good: light-dark(#0b7240, #46d28a); --bad: light-dark(#b3261e, #ff8a80);
  --odd: light-dark(#8a5a00, #e8b04b) }
* { box-sizing: border-box }
body { margin: 0; padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem } h2 { font-size: 1.1rem; margin: 2rem 0 .75rem }
.quiet { color: var(--quiet); margin: 0 } [hidden] { display: none !important }
.sums { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0 0; padding: 0; list-style: none }
.sums b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums }
.accepted, .passed { color: var(--good) } .refused, .failed { color: var(--bad) } .unreadable { color: var(--odd) }
.skipped { color: var(--quiet) }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 1rem }
figure { display: flex; flex-direction: column; justify-content: space-between; gap: .4rem; margin: 0; padding: .75rem; background: var(--surface); border: 1px solid var(--line); border-radius: 10px }
figcaption { font-weight: 600; font-size: .85rem } svg { display: block; width: 100%; height: auto }
svg rect { fill: var(--accent) } svg text { fill: var(--quiet); font-size: 21px }
.axis { stroke: var(--line) } .limit { stroke: var(--bad); stroke-dasharray: 3 3 }
details { margin-top: 1.5rem } summary { cursor: pointer; font-weight: 600 }
pre { overflow: auto; max-height: 24rem; padding: 1rem; background: var(--surface); border: 1px solid var(--line);
  border-radius: 10px; font: 12px/1.5 ui-monospace, monospace }
form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center;
  padding: .75rem 0; background: var(--page) }
select, input { font: inherit; color: inherit; padding: .4rem .6rem; background: var(--surface);
  border: 1px solid var(--line); border-radius: 8px; max-width: 100% }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
output { color: var(--quiet); margin-left: auto }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 1rem }
article { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: .75rem;
  min-width: 0; content-visibility: auto; contain-intrinsic-size: 220px 420px }
.picture { position: relative; display: grid; place-items: center; aspect-ratio: 1; overflow: hidden; border-radius: 8px; background: var(--page) }
.picture img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain }
.none { color: var(--quiet); font-size: .85rem; padding: 1rem; text-align: center }
h3 { font-size: .9rem; margin: .6rem 0 0; overflow-wrap: anywhere } .verdict { font-weight: 700; margin: 0 }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0 .75rem; margin: .4rem 0 0; font-size: .85rem }
dl div { display: flex; justify-content: space-between } dt { color: var(--quiet) }
dd { margin: 0; font-variant-numeric: tabular-nums; font-weight: 600 }
ul { margin: .5rem 0 0; padding-left: 1.1rem; font-size: .85rem } p { overflow-wrap: anywhere }
@media (max-width: 600px) { form { position: static } }
@media print { form { display: none } article { break-inside: avoid } }
`;
