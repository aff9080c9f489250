// Lays out graphs by ELK's layered algorithm; from stdin a list of them, to stdout their edges as points.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const ELK = createRequire(join(process.argv[2], "package.json"))("elkjs");
const options = { "elk.algorithm": "layered", "elk.edgeRouting": "ORTHOGONAL", "elk.direction": "RIGHT", "elk.randomSeed": "1" };
const laid = [];
for (const { nodes, edges } of JSON.parse(readFileSync(0, "utf-8"))) {
  const children = nodes.map(([width, height, layer], place) => ({ id: `n${place}`, width, height,
    layoutOptions: layer ? { "elk.layered.layering.layerConstraint": layer } : {} }));
  const graph = { id: "root", layoutOptions: options, children,
    edges: edges.map(([source, sink], place) => ({ id: `e${place}`, sources: [`n${source}`], targets: [`n${sink}`] })) };
  const made = await new ELK().layout(graph);
  laid.push(made.edges.map(({ sections }) => sections.flatMap(({ startPoint, bendPoints, endPoint }) =>
    [startPoint, ...(bendPoints || []), endPoint].map(({ x, y }) => [x, y]))));
}
console.log(JSON.stringify(laid));
