// Reads [[formula, display], ...] as JSON from stdin and prints what KaTeX refuses, strictly: [[formula, reason], ...].
import { createRequire } from "node:module";
const katex = createRequire(process.argv[2] + "/")("katex");
const refused = [];
for (const [formula, displayMode] of JSON.parse(await new Response(process.stdin).text())) {
  try {
    katex.renderToString(formula, { displayMode, strict: "error", throwOnError: true, trust: false });
  } catch (error) {
    refused.push([formula, String(error.message)]);
  }
}
console.log(JSON.stringify(refused));
