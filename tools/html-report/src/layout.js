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

// place gives nodes x, y and width, and edges points and the place of their label.
export function place(nodes, edges, upright) {
  const graph = new graphlib.Graph();
  graph.setGraph({rankdir: upright ? 'TB' : 'LR', nodesep: upright ? 24 : 22, edgesep: 12, ranksep: upright ? 46 : 48, marginx: 12, marginy: 12});
  graph.setDefaultEdgeLabel(() => ({}));
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
    graph.setNode(node.id, node);
  }
  for (const edge of edges) {
    const label = edge.label && !edge.silent;
    edge.width = label ? Math.min(250, measure(edge.label, edgeFont) + 22) : 0;
    edge.height = label ? 16 : 0;
    edge.labelpos = 'c';
    graph.setEdge(edge.from, edge.to, edge);
  }
  layout(graph);
  // Edges leave and reach a node in the middle of a side, so that they pass between the
  // others of its column.
  const byID = new Map(nodes.map((node) => [node.id, node]));
  for (const edge of edges) {
    const [from, to] = [byID.get(edge.from), byID.get(edge.to)];
    const between = edge.silent ? [] : [{x: edge.x, y: edge.y}];
    edge.points = upright
      ? [{x: from.x, y: from.y + height / 2}, ...between, {x: to.x, y: to.y - height / 2}]
      : [{x: from.x + from.width / 2, y: from.y}, ...between, {x: to.x - to.width / 2, y: to.y}];
  }
  const {width, height: high} = graph.graph();
  return {width, height: high};
}
