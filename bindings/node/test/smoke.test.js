"use strict";

// The main job from Node, in a sandbox: runs with `node --test`, without anything installed.

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { describe, test } = require("node:test");
const { pathToFileURL } = require("node:url");
const { setTimeout: pause } = require("node:timers/promises");
const karpool = require("..");

const file = path.join(__dirname, "..", "..", "..", "examples", "01_smallest.yaml");
const smallest = pathToFileURL(file);
const sandbox = () => new karpool.Sandbox({ speed: 400 });

/** The calls so far that users made and that asked for a change. */
const written = (world) => world.log().filter(({ write, caller }) => write && /^arn:aws:iam::\d+:user\//.test(caller));

describe("specs", () => {
  test("a spec is a URL, a text or an object", () => {
    const fields = karpool.load(smallest);
    assert.equal(fields.name, "dev");
    const text = readFileSync(file, "utf8");
    assert.deepEqual(karpool.load(text), fields);
    for (const spec of [smallest, text, fields]) {
      assert.deepEqual(karpool.check(spec).filter(({ severity }) => severity === "error"), []);
    }
  });

  test("check gives all problems with their paths", () => {
    const broken = { name: "dev", region: "us-east-1", network: { vpcID: "vpc-1" }, nodePools: { a: { weight: 900 } } };
    const paths = karpool.check(broken).map((problem) => problem.path);
    assert.ok(paths.some((found) => found.includes("vpcID")), paths.join());
    assert.ok(paths.some((found) => found.startsWith("nodePools.a.weight")), paths.join());
  });

  test("a broken spec is refused with its problems", async () => {
    await assert.rejects(karpool.plan("name: dev\nregoin: us-east-1\n", { world: sandbox() }), (error) => {
      assert.ok(error instanceof karpool.InvalidSpec && error instanceof karpool.KarpoolError);
      assert.equal(error.name, "InvalidSpec");
      assert.equal(error.problems.find((problem) => problem.path.includes("regoin")).place.line, 2);
      return true;
    });
  });

  test("an unknown option is refused", async () => {
    await assert.rejects(karpool.apply(smallest, { world: sandbox(), purge: true }), /purge/);
  });

  test("import and types give the same names as require", async () => {
    const { default: whole, ...names } = await import("../index.mjs");
    assert.equal(whole, karpool);
    assert.deepEqual(Object.keys(names).sort(), Object.keys(karpool).sort());
    const types = readFileSync(path.join(__dirname, "..", "index.d.ts"), "utf8");
    for (const name of Object.keys(karpool)) {
      assert.match(types, new RegExp(`export (class|function|const) ${name}\\b`));
    }
  });
});

describe("runs", () => {
  test("an empty account becomes ready and stays so", async () => {
    const world = sandbox();
    const plan = await karpool.plan(smallest, { world });
    assert.ok(plan.changes.some(({ kind, action }) => kind === "eks.cluster" && action === "create"));
    assert.ok(plan.simulated);
    assert.deepEqual(written(world), []);

    const events = [];
    const onEvent = (event) => events.push(event);
    const report = await karpool.apply(smallest, { world, onEvent, approve: plan.digest });
    assert.equal(report.outcome, "done");
    assert.equal(events[0].type, "started");
    assert.equal(events.at(-1).type, "finished");
    const ready = events.filter(({ type, state }) => type === "node" && state === "ready").map(({ id }) => id);
    const pools = plan.changes.filter(({ kind }) => kind === "karpenter.node_pool").map(({ id }) => id);
    assert.equal(pools.length, 2);
    for (const pool of pools) assert.ok(ready.includes(pool), pool);

    const before = written(world).length;
    assert.ok(before > 0);
    const second = await karpool.plan(smallest, { world });
    assert.deepEqual(second.changes.filter(({ action }) => action !== "keep"), []);
    assert.equal((await karpool.apply(smallest, { world })).outcome, "idle");
    assert.equal(written(world).length, before);
    const { nodePools } = await karpool.status(smallest, { world });
    assert.deepEqual(nodePools.map(({ name, ready }) => [name, ready.status]), [["graviton", "True"], ["x86", "True"]]);
    assert.deepEqual(await karpool.outputs(smallest, { world }), report.outputs);

    assert.equal((await karpool.destroy(smallest, { world, deleteLogs: true })).outcome, "done");
    assert.deepEqual((await karpool.planDestroy(smallest, { world })).changes, []);
  });

  test("an aborted apply leaves a report and the next one goes on", async () => {
    const world = sandbox();
    const controller = new AbortController();
    const onEvent = ({ id, state }) => {
      if (id?.startsWith("eks.cluster") && state === "waiting") controller.abort(new Error("enough"));
    };
    await assert.rejects(karpool.apply(smallest, { world, onEvent, signal: controller.signal }), (error) => {
      assert.ok(error instanceof karpool.Cancelled, error.message);
      assert.equal(error.report.outcome, "cancelled");
      assert.equal(error.cause.message, "enough");
      return true;
    });

    // Nothing of the run is left that would write.
    const before = written(world).length;
    await pause(500);
    assert.equal(written(world).length, before);
    assert.equal((await karpool.apply(smallest, { world })).outcome, "done");
  });

  test("a callback that throws ends the run with its own error", async () => {
    const onEvent = () => {
      throw new RangeError("mine");
    };
    await assert.rejects(karpool.apply(smallest, { world: sandbox(), onEvent }), RangeError);
  });

  test("the wrong account is refused before anything is written", async () => {
    const world = sandbox();
    const spec = { ...karpool.load(smallest), account: "999999999999" };
    await assert.rejects(karpool.apply(spec, { world }), (error) => {
      assert.ok(error instanceof karpool.Preflight, error.message);
      assert.match(error.message, /999999999999/);
      assert.match(error.hint, /account/);
      return true;
    });
    assert.deepEqual(written(world), []);
  });
});
