"use strict";

// Figures of the Node package: seconds of a plan, of an import, and memory.

const { execFileSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");

const karpool = createRequire(path.join(process.cwd(), "bench.js"))("karpool");
const [spec, rounds] = [readFileSync(process.argv[2], "utf8"), Number(process.argv[3])];
const seconds = () => performance.now() / 1000;
const median = (taken) => taken.sort((a, b) => a - b)[Math.floor(taken.length / 2)];

/** The best of several fresh processes, less what an empty one takes. */
function best(work) {
  const once = (program) => {
    const began = seconds();
    execFileSync(process.execPath, ["-e", program]);
    return seconds() - began;
  };
  const least = (program) => Math.min(...Array.from({ length: 15 }, () => once(program)));
  return least(work) - least("0");
}

(async () => {
  const world = new karpool.Sandbox({ speed: 1e6 });
  await karpool.plan(spec, { world });
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    const began = seconds();
    await karpool.plan(spec, { world });
    taken.push(seconds() - began);
  }
  console.log("plan", median(taken));
  console.log("memory", process.memoryUsage().rss / 1024 / 1024);
  console.log("import", best('require("karpool")'));
  world.close();
})();
