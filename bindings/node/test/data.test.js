"use strict";

// What is no data is refused with its path, instead of arriving as something else.

const assert = require("node:assert/strict");
const { mkdtempSync, existsSync } = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const vm = require("node:vm");
const { test } = require("node:test");
const karpool = require("karpool");
const { App, NodePool, Stack } = require("karpool/constructs");
const { sandbox, smallest } = require("./account.js");

class Labels {
  team = "a";
}

/** Values that are no data, and what is said of them. */
const WRONG = [
  [Promise.resolve({}), /is a Promise; await it first/],
  [new WeakMap(), /is a WeakMap; give a plain object/],
  [new Map([["a", "b"]]), /is a Map; give a plain object or an array/],
  [new Labels(), /is a Labels; give a plain object, or its class a method `toJSON`/],
  [new Error("x"), /is a Error; give a plain object/],
  [new String("x"), /is a String; give a plain object/],
  [Buffer.from("x"), /is bytes; give a text/],
  [{ a: 1n }, /\.a is 1n, a BigInt; give a number/],
  [{ a: NaN }, /\.a is NaN, which is no number of a spec/],
  [["a", undefined], /\[1\] is undefined/],
  [[, "a"], /\[0\] is undefined/],
  [{ a: () => {} }, /\.a is a function, which is no data/],
  [{ toJSON: () => new Map() }, /is a Map/],
  ["\ud800", /is a text with half a character/],
];

test("what is no data is refused with its path", () => {
  const stack = new Stack(new App(), "dev", { region: "us-east-1" });
  for (const [wrong, why] of WRONG) {
    const refused = (path) => (error) => {
      assert.ok(error instanceof TypeError, error.stack);
      assert.ok(error.message.startsWith(path), error.message);
      assert.match(error.message, why);
      return true;
    };
    assert.throws(() => karpool.check({ name: "dev", tags: wrong }), refused("spec.tags"));
    assert.throws(() => karpool.check("name: dev", { world: { profile: wrong } }), refused("world.profile"));
    assert.throws(() => karpool.plan("name: dev", { approve: wrong }), refused("options.approve"));
    assert.throws(() => new karpool.Sandbox({ folder: wrong }), refused("sandbox.folder"));
    stack.props.tags = wrong;
    assert.throws(() => stack.toSpec(), refused("dev.props.tags"));
  }
});

test("what is data arrives as it is", () => {
  const when = new Date(0);
  const foreign = vm.runInNewContext('({ team: "a", nothing: undefined })');
  assert.deepEqual(karpool.load({ name: "dev", tags: foreign }).tags, { team: "a" });
  assert.deepEqual(karpool.load({ name: "dev", tags: Object.assign(Object.create(null), { when }) }).tags, { when: when.toJSON() });
  class Pools {
    toJSON() {
      return { a: { toJSON: () => ({ weight: 1 }) } };
    }
  }
  assert.deepEqual(karpool.load({ name: "dev", nodePools: new Pools() }).nodePools, { a: { weight: 1 } });
});

test("a path may be the URL of a file", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "karpool-"));
  const world = new karpool.Sandbox({ folder: pathToFileURL(path.join(folder, "account")), speed: 2000 });
  await karpool.apply(smallest, { world, progress: false });
  await karpool.kubeconfig(smallest, { world, path: pathToFileURL(path.join(folder, "config")) });
  world.close();
  assert.ok(existsSync(path.join(folder, "account")) && existsSync(path.join(folder, "config")));
});

test("what a tree gives out is no longer its own", () => {
  const app = new App({ world: sandbox() });
  const stack = new Stack(app, "dev", { region: "us-east-1", network: karpool.load(smallest).network });
  const pool = new NodePool(stack, "a", { labels: { team: "a" } });
  const { dev } = app.synth();
  dev.nodePools.a.labels.team = "b";
  dev.network.vpcId = "vpc-1";
  assert.equal(pool.props.labels.team, "a");
  assert.equal(app.synth().dev.network.vpcId, karpool.load(smallest).network.vpcId);
});

test("an option that there is not is refused by check as well", () => {
  assert.throws(() => karpool.check("name: dev", { wrld: {} }), /`wrld` is no option of check/);
  assert.ok(karpool.check("name: dev", null).length > 0);
});

test("an option that is null is none", async () => {
  const plan = await karpool.plan(smallest, { world: sandbox(), prune: null, approve: undefined, signal: null, onEvent: null });
  assert.ok(plan.counts.create > 0);
});
