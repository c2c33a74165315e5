// The drawing of access. SVG, so that nodes can be focused, read aloud and printed.

import {select} from 'd3-selection';
import {zoom, zoomIdentity, zoomTransform} from 'd3-zoom';
import {curveBumpX, curveBumpY, line} from 'd3-shape';

import {$, h, plural, severities} from './dom.js';
import {fold, part} from './fold.js';
import {edgeFont, fit, nameFont, place, typeFont} from './layout.js';

// Up to so many nodes all are drawn at first; of more, those of some secrets.
const mostNodes = 120;
// With more edges than that, those that work have no label: the panel says it.
const mostLabels = 40;
const readable = 0.8; // the least scale at which names can be read
const firstNodes = 60;

const kindNames = {consumer: 'consumer', role: 'principal', secret: 'secret', key: 'key'};
const icons = {
  secret: 'M4 9h12v8H4zM7 9V6a3 3 0 0 1 6 0v3M10 12v2',
  role: 'M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM4 17c.5-3 3-4.6 6-4.6s5.5 1.6 6 4.6',
  consumer: 'M4 4h12v12H4zM7.5 8l2.5 2-2.5 2M11 12.500h2.5',
  key: 'M7 13.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10.5 10H17v3M14 10v2.5',
};
const states = {yes: 'may', no: 'may not', unknown: 'not known'};

export function startGraph(graph, rows, choose) {
  const holder = $('graph');
  if (!holder || !graph.nodes.length) return {select: () => {}, has: () => false};
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const node of graph.nodes) {
    node.kindName = (node.type ?? '').replace(/^AWS::/, '').replace('::', ' ') || kindNames[node.kind];
    node.rows = [];
  }
  for (const row of rows) {
    if (row.status === 'new') for (const id of row.on) nodes.get(id)?.rows.push(row);
  }
  const secrets = graph.nodes.filter((node) => node.kind === 'secret');
  const troubled = new Set(graph.edges.filter((edge) => edge.state === 'no').map((edge) => edge.to));
  const stacks = [...new Set(secrets.map((node) => node.stack).filter(Boolean))].sort();
  const unfolded = new Set();
  let chosen = null;
  let focused = null;
  let drawn = {nodes: [], edges: [], width: 0, height: 0};

  // The tool bar.
  const pick = h('select', {'aria-label': 'Part of the graph'});
  if (graph.nodes.length > mostNodes) pick.append(h('option', {value: 'first'}, 'Some secrets'));
  pick.append(h('option', {value: 'all'}, `Everything (${graph.nodes.length})`));
  if (stacks.length > 1) pick.append(h('optgroup', {label: 'Stacks'}, ...stacks.map((name) => h('option', {value: `stack ${name}`}, name))));
  pick.append(h('optgroup', {label: 'Secrets'}, ...secrets.map((node) => h('option', {value: `secret ${node.id}`}, node.name))));
  const trouble = h('button', {type: 'button', class: 'button', 'aria-pressed': 'false'}, 'Problems only');
  const tool = (label, text, act) => h('button', {type: 'button', class: 'button', 'aria-label': label, title: label, click: act}, text);
  const bar = h('div', {class: 'tools'}, h('label', {class: 'pick'}, h('span', null, 'Show'), pick), trouble,
    h('span', {class: 'end'}, tool('Zoom out ( − )', '−', () => scale(1 / 1.3)), tool('Zoom in ( + )', '+', () => scale(1.3)), tool('Fit all to view ( 0 )', 'Fit', () => fitView(true))));
  const canvas = h('div', {class: 'canvas'});
  const panel = h('aside', {class: 'panel', 'aria-label': 'What was chosen in the graph', hidden: ''});
  const stage = h('div', {class: 'stage'}, canvas, panel);
  const said = h('p', {class: 'unseen', role: 'status', 'aria-live': 'polite'});
  holder.append(bar, stage, legend(), said);
  holder.hidden = false;

  const svg = select(canvas).append('svg').attr('role', 'group').attr('aria-label', 'Graph of access. Arrow keys go from node to node, Enter chooses, plus, minus and 0 zoom.');
  const defs = svg.append('defs');
  for (const state of ['yes', 'no', 'unknown', 'none']) {
    defs.append('marker').attr('id', `tip-${state}`).attr('viewBox', '0 0 10 10').attr('refX', 9).attr('refY', 5).attr('markerWidth', 11).attr('markerHeight', 11)
      .attr('markerUnits', 'userSpaceOnUse').attr('orient', 'auto-start-reverse').append('path').attr('class', `tip-${state}`).attr('d', 'M0 0 10 5 0 10Z');
  }
  const world = svg.append('g');
  const zooming = zoom().scaleExtent([0.08, 3]).on('zoom', (event) => world.attr('transform', event.transform))
    // The wheel scrolls the page; with a key, or two fingers, it zooms.
    .filter((event) => (event.type === 'wheel' ? event.ctrlKey || event.metaKey : !event.button));
  svg.call(zooming).on('dblclick.zoom', null);
  svg.on('click', (event) => {
    if (!event.target.closest('.node')) clear();
  });

  const upright = () => size()[0] < 560;
  const size = () => [canvas.clientWidth || 800, canvas.clientHeight || 500];

  function scale(by) {
    svg.call(zooming.scaleBy, by);
  }

  // fitView shows all, as large as can be read; of a graph that is too large for that
  // it shows the beginning, which can be moved, unless the whole is asked for.
  function fitView(whole) {
    const least = whole ? 0.08 : upright() ? 0.6 : readable;
    const most = Math.min(Math.max(320, innerHeight * 0.62), 704);
    const k = Math.max(least, Math.min(1.1, canvas.clientWidth / (drawn.width + 16)));
    canvas.style.minHeight = `${Math.round(Math.min(most, Math.max(180, drawn.height * k + 40)))}px`;
    const [width, high] = size();
    const fits = Math.max(least, Math.min(k, high / (drawn.height + 16)));
    const middle = (room, extent) => Math.max(8, (room - extent * fits) / 2);
    svg.call(zooming.transform, zoomIdentity.translate(middle(width, drawn.width), middle(high, drawn.height)).scale(fits));
  }

  function wanted() {
    const [kind, ...rest] = pick.value.split(' ');
    const name = rest.join(' ');
    switch (kind) {
      case 'stack':
        return secrets.filter((node) => node.stack === name);
      case 'secret':
        return secrets.filter((node) => node.id === name);
      case 'first': {
        const some = [];
        let count = 0;
        for (const node of [...secrets].sort((a, b) => Number(troubled.has(b.id)) - Number(troubled.has(a.id)))) {
          const more = graph.edges.filter((edge) => edge.to === node.id || edge.about?.includes(node.id)).length + 1;
          if (some.length && count + more > firstNodes) break;
          some.push(node);
          count += more;
        }
        return some;
      }
    }
    return secrets;
  }

  function draw() {
    const only = trouble.getAttribute('aria-pressed') === 'true';
    const view = fold(part(graph, wanted().map((node) => node.id), only), unfolded);
    const shown = {nodes: view.nodes.map((node) => ({...node})), edges: view.edges.map((edge) => ({...edge}))};
    for (const node of shown.nodes) node.kindName ??= kindNames[node.kind];
    if (shown.edges.length > mostLabels) for (const edge of shown.edges) if (edge.state !== 'no' && edge.state !== 'unknown') edge.silent = true;
    drawn = {...shown, ...place(shown.nodes, shown.edges, upright()), upright: upright()};
    paint();
    fitView();
    said.textContent = shown.nodes.length ? `${plural(shown.nodes.length, 'node', 'nodes')} drawn of ${graph.nodes.length}` : 'Nothing to draw';
  }

  function paint() {
    world.selectAll('*').remove();
    if (!drawn.nodes.length) {
      world.append('text').attr('x', 20).attr('y', 30).attr('fill', 'currentColor').text('No reader is refused, and none is unknown.');
      drawn.width = 320;
      drawn.height = 50;
      return;
    }
    const path = line((p) => p.x, (p) => p.y).curve(drawn.upright ? curveBumpY : curveBumpX);
    const edges = world.append('g').attr('aria-hidden', 'true').selectAll('g').data(drawn.edges).join('g')
      .attr('class', (e) => `edge ${e.state ?? ''}`);
    edges.append('path').attr('d', (e) => path(e.points)).attr('marker-end', (e) => `url(#tip-${e.state || 'none'})`);
    edges.filter((e) => e.label && !e.silent).append('text').attr('x', (e) => e.x).attr('y', (e) => e.y + 4)
      .text((e) => fit((e.state === 'no' ? '✗ ' : e.state === 'unknown' ? '? ' : '') + e.label, edgeFont, 240));
    edges.append('title').text((e) => (e.why ?? []).join('\n') || e.label);
    const group = world.append('g').selectAll('g').data(drawn.nodes).join('g')
      .attr('class', (n) => `node ${n.kind}`).attr('transform', (n) => `translate(${n.x - n.width / 2} ${n.y - n.height / 2})`)
      .attr('role', 'button').attr('tabindex', '-1').attr('data-id', (n) => n.id).attr('aria-label', label)
      .on('click', (event, n) => activate(n)).on('keydown', key).on('focus', (event, n) => seen(n));
    group.append('rect').attr('class', 'ring').attr('x', -4).attr('y', -4).attr('width', (n) => n.width + 8).attr('height', (n) => n.height + 8).attr('rx', 14);
    group.each(function (n) {
      const g = select(this);
      if (n.members) g.append('rect').attr('class', 'shape').attr('x', 5).attr('y', 5).attr('width', n.width).attr('height', n.height).attr('rx', 6);
      if (n.kind === 'key') {
        g.append('path').attr('class', 'shape').attr('d', `M12 0H${n.width - 12}L${n.width} ${n.height / 2} ${n.width - 12} ${n.height}H12L0 ${n.height / 2}Z`);
      } else {
        g.append('rect').attr('class', 'shape').attr('width', n.width).attr('height', n.height).attr('rx', {role: n.height / 2, secret: 10, consumer: 4}[n.kind]);
      }
      g.append('path').attr('class', 'icon').attr('d', icons[n.kind]).attr('transform', 'translate(12 13)');
      const room = n.width - 38 - 16;
      g.append('text').attr('x', 38).attr('y', 20).text(fit(n.name, nameFont, room));
      g.append('text').attr('class', 'type').attr('x', 38).attr('y', 35).text(fit(n.kindName, typeFont, room));
      if (n.rows?.length && !n.members) {
        g.append('circle').attr('class', `badge ${worst(n)}`).attr('cx', n.width - 4).attr('cy', 4).attr('r', 9.5);
        g.append('text').attr('class', 'badge-text').attr('x', n.width - 4).attr('y', 8).text(n.rows.length > 99 ? '99' : n.rows.length);
      }
      g.append('title').text(`${n.name}\n${n.kindName}`);
    });
    const start = drawn.nodes.find((n) => n.id === (chosen ?? focused)) ?? drawn.nodes.find((n) => n.kind === 'secret') ?? drawn.nodes[0];
    element(start.id)?.setAttribute('tabindex', '0');
    focused = start.id;
    mark();
  }

  const worst = (n) => severities.find((severity) => n.rows.some((row) => row.severity === severity));
  const element = (id) => world.selectAll('.node').filter((n) => n.id === id).node();

  function label(n) {
    const edges = graph.edges.filter((edge) => edge.from === n.id || edge.to === n.id);
    const bad = edges.filter((edge) => edge.state === 'no').length;
    const parts = [`${kindNames[n.kind]} ${n.name}`];
    if (n.members) parts.push('Enter unfolds them');
    if (n.rows?.length) parts.push(plural(n.rows.length, 'finding', 'findings'));
    if (bad) parts.push(`${bad} not allowed`);
    return parts.join(', ');
  }

  function activate(n) {
    if (n.members) {
      unfolded.add(n.id);
      draw();
      return;
    }
    choose(chosen === n.id ? '' : n.id);
  }

  function clear() {
    if (chosen) choose('');
  }

  // mark lights up what was chosen and what it has to do with.
  function mark() {
    const near = new Set([chosen]);
    const lit = new Set();
    const walk = (id, forward) => {
      for (const edge of drawn.edges) {
        const [here, there] = forward ? [edge.from, edge.to] : [edge.to, edge.from];
        if (here !== id || lit.has(edge)) continue;
        lit.add(edge);
        near.add(there);
        walk(there, forward);
      }
    };
    if (chosen) {
      walk(chosen, true);
      walk(chosen, false);
    }
    world.selectAll('.node').classed('chosen', (n) => n.id === chosen).attr('aria-pressed', (n) => (n.id === chosen ? 'true' : 'false')).classed('faded', (n) => chosen && !near.has(n.id));
    world.selectAll('.edge').classed('faded', (e) => chosen && !lit.has(e));
  }

  function tell() {
    const n = chosen && nodes.get(chosen);
    panel.hidden = !n;
    stage.classList.toggle('split', Boolean(n));
    if (!n) return;
    const of = (edge) => {
      const other = nodes.get(edge.from === n.id ? edge.to : edge.from);
      return h('li', null, mark2(edge.state), edge.from === n.id ? `${edge.label} ` : '', link(other), edge.from === n.id ? '' : ` ${edge.label}`,
        ...(edge.why ?? []).map((why) => h('p', {class: 'meta'}, why)));
    };
    const list = (title, items) => (items.length ? [h('h4', null, title), h('ul', null, ...items)] : []);
    panel.replaceChildren(
      h('p', {class: 'head'}, h('h3', null, n.name), h('button', {type: 'button', class: 'button quiet', 'aria-label': 'Close', click: () => {
        const at = element(n.id);
        clear();
        at?.focus();
      }}, '✕')),
      h('p', {class: 'meta'}, [n.kindName, n.stack && `in ${n.stack}`].filter(Boolean).join(' '), h('br'), h('code', null, n.at ?? '')),
      ...list(plural(n.rows.length, 'finding', 'findings'), n.rows.slice(0, 8).map((row) => h('li', null, h('span', {class: `sev ${row.severity}`}, row.severity), ' ',
        h('a', {href: `#${row.element.id}`}, `${row.rule} ${row.element.querySelector('.message').textContent}`)))),
      ...list('Leads to', graph.edges.filter((edge) => edge.from === n.id).map(of)),
      ...list('Comes from', graph.edges.filter((edge) => edge.to === n.id).map(of)),
      h('p', {class: 'links'}, $(`secret-${n.id}`) ? h('a', {href: `#secret-${n.id}`}, 'Its life') : null, h('a', {href: '#findings'}, 'The findings about it')),
    );
    panel.scrollTop = 0;
    said.textContent = `${n.name} chosen, ${plural(n.rows.length, 'finding', 'findings')}`;
  }

  const mark2 = (state) => h('i', {class: `mark ${state ?? ''}`}, h('span', {class: 'unseen'}, state ? `${states[state]}: ` : ''));
  const link = (n) => h('a', {href: `#node=${n.id}`}, n.name);

  // choices come from the address, the list and the graph itself.
  function show(id) {
    const before = chosen;
    chosen = nodes.has(id) ? id : null;
    if (chosen === before) return;
    const split = stage.classList.contains('split');
    tell();
    if (chosen && !drawn.nodes.some((n) => n.id === chosen)) {
      pick.value = 'all';
      trouble.setAttribute('aria-pressed', 'false');
      const folded = drawn.nodes.find((n) => n.members?.some((member) => member.id === chosen));
      if (folded) unfolded.add(folded.id);
      draw();
      if (!element(chosen)) {
        for (const n of drawn.nodes) if (n.members?.some((member) => member.id === chosen)) unfolded.add(n.id);
        draw();
      }
    } else if (split !== stage.classList.contains('split')) {
      fitView();
    }
    mark();
    if (chosen) seen(drawn.nodes.find((n) => n.id === chosen));
  }

  // seen makes a node the one that Tab reaches, and moves it into view.
  function seen(n) {
    if (!n) return;
    world.selectAll('.node').attr('tabindex', (m) => (m.id === n.id ? '0' : '-1'));
    focused = n.id;
    const t = zoomTransform(svg.node());
    const [width, high] = size();
    const [x, y] = t.apply([n.x, n.y]);
    if (x < 60 || y < 30 || x > width - 60 || y > high - 30) svg.call(zooming.translateTo, n.x, n.y);
  }

  function key(event, n) {
    const go = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1]}[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (go) {
      let best = null;
      let least = Infinity;
      for (const m of drawn.nodes) {
        const along = (m.x - n.x) * go[0] + (m.y - n.y) * go[1];
        const aside = Math.abs((m.x - n.x) * go[1]) + Math.abs((m.y - n.y) * go[0]);
        if (m.id === n.id || along < 8) continue;
        const joined = drawn.edges.some((e) => (e.from === n.id && e.to === m.id) || (e.to === n.id && e.from === m.id));
        const far = along + aside * 2.5 - (joined && go[0] ? 1000 : 0);
        if (far < least) [best, least] = [m, far];
      }
      if (best) element(best.id).focus({preventScroll: true});
    } else if (event.key === 'Enter' || event.key === ' ') activate(n);
    else if (event.key === 'Escape') clear();
    else if (event.key === '+' || event.key === '=') scale(1.3);
    else if (event.key === '-') scale(1 / 1.3);
    else if (event.key === '0') fitView(true);
    else if (event.key === 'Home') element(drawn.nodes[0].id).focus({preventScroll: true});
    else if (event.key === 'End') element(drawn.nodes.at(-1).id).focus({preventScroll: true});
    else return;
    event.preventDefault();
  }

  function legend() {
    const sample = (state, text) => {
      const span = h('span');
      const box = select(span).append('svg').attr('viewBox', '0 0 32 12').attr('aria-hidden', 'true');
      box.append('path').attr('class', `line-${state}`).attr('d', 'M1 6H31');
      span.append(text);
      return span;
    };
    return h('p', {class: 'keys'}, sample('yes', 'allowed'), sample('no', 'needed and not allowed'), sample('unknown', 'cannot be told'),
      h('span', null, 'Drag to move, Ctrl and the wheel to zoom, click a node for all about it.'));
  }

  pick.addEventListener('change', draw);
  trouble.addEventListener('click', () => {
    trouble.setAttribute('aria-pressed', String(trouble.getAttribute('aria-pressed') !== 'true'));
    draw();
  });
  let width = size()[0];
  new ResizeObserver(() => {
    const now = size()[0];
    if (now === width) return;
    const turned = (now < 560) !== (width < 560);
    width = now;
    if (turned) draw();
    else fitView();
  }).observe(canvas);
  // On paper the whole graph fits the width.
  addEventListener('beforeprint', () => {
    svg.attr('viewBox', `0 0 ${drawn.width + 16} ${drawn.height + 16}`);
    world.attr('transform', null);
  });
  addEventListener('afterprint', () => {
    svg.attr('viewBox', null);
    world.attr('transform', zoomTransform(svg.node()));
  });
  draw();
  return {select: show, has: (id) => nodes.has(id)};
}
