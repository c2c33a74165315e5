// The list of findings: filters, search, order, and pages of it.

import {$, h, plural, severities} from './dom.js';
import * as address from './address.js';

const pageSize = 100;
const orders = {
  '': (a, b) => a.index - b.index,
  place: (a, b) => a.order - b.order,
  rule: (a, b) => compare(a.rule, b.rule) || a.index - b.index,
  resource: (a, b) => compare(a.resource, b.resource) || a.index - b.index,
};
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// startFindings brings the filters to life. nameOf gives the name of a resource of the
// page; changed is told which resource is chosen.
export function startFindings(nameOf, changed) {
  const form = $('filters');
  if (!form) return {rows: [], about: () => {}, reveal: () => false};
  const list = $('list');
  const rows = Array.from(list.children, (element, index) => {
    const {severity, category, stack, status, rule, resource, order, about, fix} = element.dataset;
    return {element, index, severity, category, stack, status, rule, resource, fix, order: Number(order), on: about.split(' ')};
  });
  const defaults = {severity: chosen('severity'), status: chosen('status')};
  let about = '';
  let limit = pageSize;
  let matches = rows;
  let sorted = '';

  function chosen(name) {
    return Array.from(form.querySelectorAll(`[name=${name}]:checked`), (input) => input.value);
  }
  const value = (name) => form.elements[name]?.value ?? '';

  // text is what a row is searched in; it is gathered when somebody searches.
  const text = (row) => (row.text ??= `${row.element.textContent} ${row.category} ${row.stack}`.toLowerCase());

  function apply() {
    const severity = new Set(chosen('severity'));
    const status = form.querySelector('[name=status]') ? new Set(chosen('status')) : null;
    const category = value('category');
    const rule = value('rule');
    const stack = value('stack');
    const fix = form.querySelector('[name=fix]')?.checked;
    const words = value('q').toLowerCase().split(/\s+/).filter(Boolean);
    matches = rows.filter((row) =>
      severity.has(row.severity) && (!status || status.has(row.status)) && (!category || row.category === category) && (!rule || row.rule === rule) && (!stack || row.stack === stack) &&
      (!fix || row.fix) && (!about || row.on.includes(about)) && words.every((word) => text(row).includes(word)));
    const order = value('sort');
    matches.sort(orders[order] ?? orders['']);
    if (order !== sorted) {
      list.append(...[...rows].sort(orders[order] ?? orders['']).map((row) => row.element));
      sorted = order;
    }
    show();
  }

  function show() {
    const shown = new Set(matches.slice(0, limit));
    const found = new Set(matches);
    for (const row of rows) {
      const hidden = !shown.has(row);
      if (row.element.hidden !== hidden) row.element.hidden = hidden;
      // What is only on a later page is printed.
      row.element.toggleAttribute('data-out', !found.has(row));
    }
    const rest = matches.length - shown.size;
    $('next').hidden = rest === 0;
    $('next').textContent = `Show ${Math.min(rest, pageSize)} more of ${plural(rest, 'finding', 'findings')}`;
    $('none').hidden = matches.length > 0;
    const all = rows.length;
    $('count').textContent = matches.length === all ? plural(all, 'finding', 'findings') : `${matches.length.toLocaleString('en')} of ${plural(all, 'finding', 'findings')}`;
    const tag = $('about');
    tag.hidden = !about;
    if (about) tag.replaceChildren(`about ${nameOf(about)}`, h('button', {type: 'button', 'aria-label': `Show findings about other resources than ${nameOf(about)} too`, click: () => choose('')}, 'clear'));
    remember();
  }

  // remember writes what differs from the defaults.
  let keep = true;
  function remember() {
    if (!keep) return;
    const parameters = new URLSearchParams();
    const set = (name, text) => text && parameters.set(name, text);
    set('q', value('q').trim());
    for (const name of ['severity', 'status']) {
      if (defaults[name].join() !== chosen(name).join()) parameters.set(name, chosen(name).join() || 'none');
    }
    for (const name of ['rule', 'category', 'stack', 'sort']) set(name, value(name));
    if (form.querySelector('[name=fix]')?.checked) parameters.set('fix', 'yes');
    set('on', about);
    address.write(parameters);
  }

  // recall sets the filters as the address says.
  function recall(parameters) {
    form.elements.q.value = parameters.get('q') ?? '';
    for (const name of ['severity', 'status']) {
      const values = parameters.get(name)?.split(',') ?? defaults[name];
      for (const input of form.querySelectorAll(`[name=${name}]`)) input.checked = values.includes(input.value);
    }
    for (const name of ['rule', 'category', 'stack', 'sort']) {
      const select = form.elements[name];
      const wanted = parameters.get(name) ?? '';
      if (select) select.value = Array.from(select.options).some((option) => option.value === wanted) ? wanted : '';
    }
    const fix = form.querySelector('[name=fix]');
    if (fix) fix.checked = parameters.get('fix') === 'yes';
    about = parameters.get('on') ?? '';
    limit = pageSize;
    apply();
    changed(about);
  }

  // choose narrows the list to what is about a resource; "" takes that back.
  function choose(id) {
    about = id;
    limit = pageSize;
    apply();
    changed(about);
  }

  function reset() {
    recall(new URLSearchParams());
  }

  // reveal shows a finding, whatever the filters say.
  function reveal(element) {
    const row = rows.find((one) => one.element === element);
    if (!row) return false;
    keep = false;
    if (!matches.includes(row)) {
      recall(new URLSearchParams({severity: severities.join(), status: 'new,suppressed,baseline'}));
    }
    limit = Math.max(limit, matches.indexOf(row) + 1);
    show();
    keep = true;
    element.querySelector('details').open = true;
    return true;
  }

  form.hidden = false;
  if (matchMedia('(max-width: 40rem)').matches) form.querySelector('.more').open = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    reset();
  });
  form.addEventListener('input', () => {
    limit = pageSize;
    apply();
  });
  $('none-reset').addEventListener('click', reset);
  $('next').addEventListener('click', () => {
    const first = matches[limit]?.element;
    limit += pageSize;
    show();
    first?.querySelector('summary').focus();
  });
  const openAll = $('open-all');
  openAll.addEventListener('click', () => {
    const open = openAll.textContent === 'Open all';
    for (const row of matches.slice(0, limit)) row.element.querySelector('details').open = open;
    openAll.textContent = open ? 'Close all' : 'Open all';
  });
  // Why a rule is there is told once, with the rules, and shown with a finding that is open.
  list.addEventListener('toggle', (event) => {
    const body = event.target.querySelector('.body');
    if (!event.target.open || !body || body.querySelector('.why')) return;
    const why = $(`rule-${event.target.parentElement.dataset.rule}`)?.querySelector('.why');
    if (why) body.querySelector(':scope > .links').before(h('p', {class: 'why'}, h('b', null, 'Why it matters '), why.textContent));
  }, true);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
    event.preventDefault();
    form.elements.q.focus();
  });

  keep = !address.target();
  const first = address.read();
  if (first) recall(first);
  else apply();
  keep = true;
  return {rows, choose, recall, reveal};
}
