/** What the page of a run does: shows the photos that a verdict, a reason and a part of the name leave over. */
export const script = `
const [verdict, reason, name] = ['verdict', 'reason', 'name'].map((id) => document.getElementById(id));
const cards = [...document.querySelectorAll('article')];
function show() {
  const wanted = name.value.trim().toLowerCase();
  let shown = 0;
  for (const card of cards) {
    const { verdict: has, reasons, name: called } = card.dataset;
    const fits = (verdict.value === '' || verdict.value === has)
      && (reason.value === '' || reasons.split(' ').includes(reason.value))
      && called.includes(wanted);
    card.hidden = !fits;
    if (fits) shown += 1;
  }
  document.getElementById('shown').textContent = shown + ' of ' + cards.length + ' shown';
  const words = new URLSearchParams([['verdict', verdict.value], ['reason', reason.value], ['name', name.value]]
    .filter(([, value]) => value !== ''));
  history.replaceState(null, '', words.size > 0 ? '#' + words : location.pathname + location.search);
}
const before = new URLSearchParams(location.hash.slice(1));
verdict.value = before.get('verdict') ?? '';
reason.value = before.get('reason') ?? '';
name.value = before.get('name') ?? '';
for (const field of [verdict, reason]) { if (field.selectedIndex < 0) field.value = ''; }
document.querySelector('form').addEventListener('input', show);
document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
show();
`;
