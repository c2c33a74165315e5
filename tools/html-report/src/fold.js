// What of the graph is drawn: a part of it, with nodes that say the same folded to one.

const alike = 5; // how many nodes are folded

// part is the graph of some secrets. about of an edge to a principal says for which
// secrets it is walked.
export function part(graph, secrets, troubledOnly) {
  const wanted = new Set(secrets);
  let edges = graph.edges.filter((edge) => {
    if (edge.about) return edge.about.some((id) => wanted.has(id));
    return wanted.has(edge.to) || wanted.has(edge.from);
  });
  if (troubledOnly) {
    const bad = edges.filter((edge) => edge.state === 'no' || edge.state === 'unknown');
    const ends = new Set(bad.flatMap((edge) => [edge.from, edge.to]));
    edges = edges.filter((edge) => bad.includes(edge) || (edge.about && ends.has(edge.to) && !edge.state) || (!edge.state && ends.has(edge.from)));
  }
  const ids = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  if (!troubledOnly) for (const id of wanted) ids.add(id);
  return {nodes: graph.nodes.filter((node) => ids.has(node.id)), edges};
}

// fold joins consumers and principals that have the same edges, unless unfolded has
// the one that they become.
export function fold(graph, unfolded) {
  const out = new Map();
  for (const edge of graph.edges) {
    out.set(edge.from, [...(out.get(edge.from) ?? []), `${edge.to} ${edge.state ?? ''} ${edge.label}`]);
  }
  const into = new Set(graph.edges.map((edge) => edge.to));
  const groups = new Map();
  for (const node of graph.nodes) {
    if ((node.kind !== 'consumer' && node.kind !== 'role') || into.has(node.id)) continue;
    const key = `${node.kind} ${node.type ?? ''} ${(out.get(node.id) ?? []).sort().join('|')}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const joined = new Map();
  const nodes = graph.nodes.slice();
  for (const members of groups.values()) {
    const id = `fold-${members[0].id}`;
    if (members.length < alike || unfolded.has(id)) continue;
    nodes.splice(nodes.indexOf(members[0]), 0, {...members[0], id, name: `${members.length} alike`, members});
    for (const member of members) joined.set(member.id, id);
  }
  const seen = new Set();
  const edges = [];
  for (const edge of graph.edges) {
    const from = joined.get(edge.from) ?? edge.from;
    const key = `${from} ${edge.to}`;
    if (seen.has(key)) continue;
    seen.add(key);
    edges.push({...edge, from});
  }
  return {nodes: nodes.filter((node) => !joined.has(node.id)), edges};
}
