// Where the nodes of the graph of access stand: layers from consumers by way of
// principals to secrets and keys. See @dagrejs/dagre.

import {graphlib, layout} from '@dagrejs/dagre';

export const height = 46;
const widest = 260;
const narrowest = 120;

let measuring;
// measure is the width of a text in pixels.
export function measure(text, font) {
  measuring ??= document.createElement('canvas').getContext('2d');
  measuring.font = font;
  return measuring.measureText(text).width;
}

// fit cuts a text in the middle, as the ends of construct paths tell most.
export function fit(text, font, room) {
  if (measure(text, font) <= room) return text;
  let keep = text.length;
  let cut = text;
  while (keep > 2 && measure(cut, font) > room) {
    keep--;
    const head = Math.floor(keep * 0.4);
    cut = `${text.slice(0, head)}…${text.slice(text.length - (keep - head))}`;
  }
  return cut;
}

export const nameFont = '600 13px system-ui, sans-serif';
export const typeFont = '11px system-ui, sans-serif';
export const edgeFont = '11px system-ui, sans-serif';

// place gives nodes x, y and width, and edges points and the place of their label. What
// nothing joins is laid out by itself, one below the other with the secrets in a column:
// the time that a layout takes grows faster than its nodes.
export function place(nodes, edges, upright) {
  // Nodes of a kind stand in a column and are as wide as the widest of them.
  const widths = {};
  for (const node of nodes) {
    const text = Math.max(measure(node.name, nameFont), measure(node.kindName, typeFont));
    const width = Math.min(widest, Math.max(narrowest, text + 56));
    widths[node.kind] = Math.max(widths[node.kind] ?? 0, width);
  }
  for (const node of nodes) {
    node.width = widths[node.kind];
    node.height = height;
  }
  for (const edge of edges) {
    const label = edge.label && !edge.silent;
    edge.width = label ? Math.min(250, measure(edge.label, edgeFont) + 22) : 0;
    edge.height = label ? 16 : 0;
    edge.labelpos = 'c';
  }
  const byID = new Map(nodes.map((node) => [node.id, node]));
  if (!upright) {
    // The columns of all parts are as far from one another.
    const between = (edge) => `${byID.get(edge.from).kind} ${byID.get(edge.to).kind}`;
    for (const edge of edges) widths[between(edge)] = Math.max(widths[between(edge)] ?? 0, edge.width);
    for (const edge of edges) edge.width = widths[between(edge)];
  }
  const parts = split(nodes, edges, byID).map((part) => ({...part, ...arrange(part, upright)}));
  const column = (part) => (upright ? 0 : Math.max(0, ...part.nodes.filter((node) => node.kind === 'secret').map((node) => node.x)));
  const furthest = Math.max(...parts.map(column));
  let width = 0;
  let high = margin;
  for (const part of parts) {
    const right = column(part) ? furthest - column(part) : 0;
    for (const node of part.nodes) {
      node.x += right;
      node.y += high;
    }
    for (const edge of part.edges) {
      edge.x += right;
      edge.y += high;
    }
    width = Math.max(width, part.width + right);
    high += part.high + (upright ? 32 : 22);
  }
  // Edges leave and reach a node in the middle of a side, so that they pass between the
  // others of its column.
  for (const edge of edges) {
    const [from, to] = [byID.get(edge.from), byID.get(edge.to)];
    const between = edge.silent ? [] : [{x: edge.x, y: edge.y}];
    edge.points = upright
      ? [{x: from.x, y: from.y + height / 2}, ...between, {x: to.x, y: to.y - height / 2}]
      : [{x: from.x + from.width / 2, y: from.y}, ...between, {x: to.x - to.width / 2, y: to.y}];
  }
  return {width: width + margin, height: high};
}

const margin = 12;

// split parts a graph into what is joined.
function split(nodes, edges, byID) {
  const near = new Map(nodes.map((node) => [node.id, []]));
  for (const edge of edges) {
    near.get(edge.from).push(edge.to);
    near.get(edge.to).push(edge.from);
  }
  const partOf = new Map();
  const parts = [];
  for (const node of nodes) {
    if (partOf.has(node.id)) continue;
    const part = {nodes: [], edges: []};
    parts.push(part);
    partOf.set(node.id, part);
    for (const waiting = [node.id]; waiting.length;) {
      const id = waiting.pop();
      part.nodes.push(byID.get(id));
      for (const next of near.get(id)) {
        if (partOf.has(next)) continue;
        partOf.set(next, part);
        waiting.push(next);
      }
    }
  }
  for (const edge of edges) partOf.get(edge.from).edges.push(edge);
  return parts;
}

// arrange lays out what is joined, from 0.
function arrange({nodes, edges}, upright) {
  const graph = new graphlib.Graph();
  graph.setGraph({rankdir: upright ? 'TB' : 'LR', nodesep: upright ? 24 : 22, edgesep: 12, ranksep: upright ? 46 : 48, marginx: margin, marginy: 0});
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, node);
  for (const edge of edges) graph.setEdge(edge.from, edge.to, edge);
  layout(graph);
  return {width: graph.graph().width, high: graph.graph().height};
}
