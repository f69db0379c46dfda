"use strict";

// The examples in TypeScript, compiled into `examples`, end in the same plan as their YAML.

const assert = require("node:assert/strict");
const { readdirSync } = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { pathToFileURL } = require("node:url");
const karpool = require("karpool");
const { repository, sandbox, smallest } = require("./account.js");

/** A cluster that somebody has, without Karpenter. */
const LEGACY =
  "{name: legacy, region: us-east-1, karpenter: off, network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}}";
const before = { "05_existing_cluster": LEGACY, "09_node_pool_alone": smallest };
const folder = path.join(repository, "examples");
const programs = readdirSync(folder).filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -".ts".length));

for (const name of programs) {
  test(`${name} has the plan of its files`, async () => {
    const { stacks } = require(path.join(__dirname, "..", "examples", `${name}.js`));
    const files = readdirSync(folder).filter((file) => file.startsWith(name) && file.endsWith(".yaml")).sort();
    assert.equal(stacks.length, files.length);
    const world = sandbox();
    if (name in before) await karpool.apply(before[name], { world, progress: false });
    for (const [index, file] of files.entries()) {
      const mine = await karpool.plan(stacks[index], { world });
      const written = await karpool.plan(pathToFileURL(path.join(folder, file)), { world });
      assert.ok(mine.counts.create > 0);
      assert.deepEqual(mine.changes, written.changes);
      assert.equal(mine.digest, written.digest);
    }
    world.close();
  });
}
