// The main job from Node, in the simulated account: `make demo-node`.

import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

// The package is the one that was installed in the working folder.
const karpool = createRequire(path.join(process.cwd(), "demo.js"))("karpool");
const spec = pathToFileURL(process.argv[2]);
const world = new karpool.Sandbox({ speed: 300 });

const plan = await karpool.plan(spec, { world });
console.log(`plan: ${plan.counts.create} to create, digest ${plan.digest.slice(0, 12)}`);
const report = await karpool.apply(spec, { world, approve: plan.digest });
console.log(`apply: ${report.outcome} in ${report.seconds.toFixed(0)} simulated seconds`);
for (const [name, value] of Object.entries(report.outputs)) console.log(`  ${name} = ${String(value).slice(0, 90)}`);
console.log(`apply again: ${(await karpool.apply(spec, { world })).outcome}`);
const { nodePools } = await karpool.status(spec, { world });
console.log("pools:", Object.fromEntries(nodePools.map(({ name, ready }) => [name, ready.status])));
const gone = await karpool.destroy(spec, { world, deleteLogs: true, progress: false });
console.log(`destroy: ${gone.outcome}`);
world.close();
