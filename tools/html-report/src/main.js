// The script of the HTML report. All of the page can be read without it.

import {$} from './dom.js';
import * as address from './address.js';
import {startFindings} from './findings.js';
import {startGraph} from './graph.js';
import {startTheme} from './theme.js';

const graph = JSON.parse($('data').textContent);

startTheme();
for (const details of document.querySelectorAll('#cost details, #access-table')) details.open = false;

const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
const nameOf = (id) => names.get(id) ?? document.querySelector(`.finding[data-about~="${CSS.escape(id)}"]`)?.dataset.resource ?? 'a resource';
let drawing = null;
const findings = startFindings(nameOf, (id) => drawing?.select(id));
drawing = startGraph(graph, findings.rows, (id) => (findings.choose ? findings.choose(id) : drawing.select(id)));
for (const link of document.querySelectorAll('[data-node]')) link.hidden = !drawing.has(link.dataset.node);

// go shows what the address names or says.
function go(first) {
  const parameters = address.read();
  if (parameters?.has('node')) {
    const id = parameters.get('node');
    findings.choose?.(id);
    drawing.select(id);
    $('access').scrollIntoView();
    return;
  }
  if (parameters) {
    if (!first) findings.recall?.(parameters);
    drawing.select(parameters.get('on') ?? '');
    if (!first) {
      $('findings').scrollIntoView();
      $('findings-title').focus({preventScroll: true});
    }
    return;
  }
  const target = address.target();
  if (!target) return;
  findings.reveal(target);
  for (let up = target.parentElement?.closest('details'); up; up = up.parentElement.closest('details')) up.open = true;
  target.scrollIntoView();
  (target.querySelector('summary') ?? target.querySelector('[tabindex="-1"]') ?? target).focus({preventScroll: true});
}
addEventListener('hashchange', () => go(false));
go(true);

// The part that is read is marked in the navigation.
const links = new Map(Array.from(document.querySelectorAll('.top nav a'), (link) => [link.hash.slice(1), link]));
const visible = new Set();
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) visible.add(entry.target.id);
    else visible.delete(entry.target.id);
  }
  const current = [...links.keys()].find((id) => visible.has(id));
  for (const [id, link] of links) {
    if (id === current) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}, {rootMargin: '-20% 0px -60% 0px'});
for (const part of document.querySelectorAll('.part')) watcher.observe(part);
