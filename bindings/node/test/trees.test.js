"use strict";

// What trees put together, what they find wrong with it, and how several stacks are told apart.

const assert = require("node:assert/strict");
const { test } = require("node:test");
const karpool = require("karpool");
const tree = require("karpool/constructs");
const { sandbox } = require("./account.js");

const subnets = { vpcId: "vpc-0a1b2c3d4e5f60718", subnets: { tags: { tier: "private" } } };

/** All orders in which constructs can be made. */
function orders(makers) {
  if (makers.length < 2) return [makers];
  return makers.flatMap((one, index) => orders(makers.toSpliced(index, 1)).map((rest) => [one, ...rest]));
}

const base = { region: "us-east-1", network: subnets };

test("the order of making decides nothing", () => {
  const entry = { principal: { user: "bob" }, policies: [{ name: "AmazonEKSViewPolicy" }] };
  const makers = [
    (stack) => new tree.AccessEntry(stack, "bob", entry),
    (stack) => new tree.Access(stack, "access", { entries: [{ ...entry, principal: { user: "ann" } }] }),
    (stack) => new tree.KarpenterRole(stack, "role", { name: "controller" }),
    (stack) => new tree.Karpenter(stack, "karpenter", { controllerRole: { path: "/a/" }, interruption: { rulePrefix: "a" } }),
    (stack) => new tree.InterruptionQueue(stack, "queue", { queueName: "mine" }),
  ];
  const specs = orders(makers).map((order) => {
    const stack = new tree.Stack(new tree.App(), "dev", { ...base, karpenter: { replicas: 1 } });
    for (const make of order) make(stack);
    return stack.toSpec();
  });
  for (const spec of specs) assert.deepEqual(spec, specs[0]);
  assert.deepEqual(specs[0].karpenter, {
    replicas: 1,
    controllerRole: { name: "controller", path: "/a/" },
    interruption: { rulePrefix: "a", queueName: "mine" },
  });
  assert.deepEqual(specs[0].access.entries.map(({ principal }) => principal.user), ["ann", "bob"]);
});

test("the same field given twice is told of", () => {
  const twice = (props, ...makers) => {
    for (const order of orders(makers)) {
      const app = new tree.App();
      const stack = new tree.Stack(app, "dev", { ...base, ...props });
      for (const make of order) make(stack);
      for (const ask of [() => stack.toSpec(), () => app.synth()]) {
        assert.throws(ask, (error) => error instanceof karpool.InvalidSpec && / is there twice: /.test(error.message));
      }
    }
  };
  const karpenter = (props) => (stack) => new tree.Karpenter(stack, "karpenter", props);
  twice({}, karpenter({ version: "1.14.1" }), (stack) => new tree.KarpenterChart(stack, "chart", { version: "1.13.0" }));
  twice({}, karpenter({ controllerRole: { name: "a" } }), (stack) => new tree.KarpenterRole(stack, "role", { name: "b" }));
  twice({}, karpenter({ interruption: { queueName: "a" } }), (stack) => new tree.InterruptionQueue(stack, "q", { queueName: "b" }));
  twice({ access: { admins: [] } }, (stack) => new tree.Access(stack, "access", { admins: [] }));
  twice({ karpenter: "off" }, (stack) => new tree.KarpenterRole(stack, "role", { name: "a" }));
});

test("one thing that two parts of a tree manage is told of", () => {
  const problems = (build) => {
    const app = new tree.App();
    build(app);
    assert.throws(() => app.synth(), karpool.InvalidSpec);
    return app.node.validate().join("\n");
  };
  const there = (app, id) => tree.Cluster.fromExisting(app, id, { clusterName: "dev", region: "us-east-1" });
  const pool = { arch: ["arm64"], limits: { cpu: 1 } };
  assert.match(
    problems((app) => {
      new tree.NodePool(there(app, "a"), "batch", pool);
      new tree.NodePool(there(app, "b"), "batch", pool);
    }),
    /nodePools\.batch of us-east-1\/dev is there twice: a\/batch and b\/batch/,
  );
  assert.match(
    problems((app) => {
      new tree.Stack(app, "dev", { ...base, nodePools: { batch: pool } });
      new tree.NodePool(there(app, "a"), "batch", pool);
      new tree.NodeRole(there(app, "b"), "role", { name: "nodes" });
      new tree.NodePool(there(app, "c"), "other", pool);
    }),
    /^nodePools\.batch .* dev and a\/batch\nnodeRole of us-east-1\/dev is there twice: dev and b\/role$/,
  );
});

test("a problem of a part alone names its construct", () => {
  const app = new tree.App();
  const cluster = tree.Cluster.fromExisting(app, "there", { clusterName: "dev", region: "us-east-1" });
  new tree.NodePool(cluster, "heavy", { weight: 900 });
  new tree.NodePool(cluster, "light", { weight: 1 });
  assert.throws(() => app.synth(), (error) => {
    assert.deepEqual(error.errors.map(({ node }) => node), ["there/heavy"]);
    assert.match(error.message, /^there\/heavy: .*weight/);
    return true;
  });
});

/** Two stacks in one account, of which the second cannot be made. */
function rows(options) {
  const app = new tree.App({ world: sandbox(), ...options });
  new tree.Stack(app, "good", base);
  new tree.Stack(app, "bad", { ...base, account: "999999999999" });
  return app;
}

test("of several stacks each is told of by its path", async () => {
  await assert.rejects(rows({ progress: false }).apply(), (error) => {
    assert.ok(error instanceof karpool.Preflight);
    assert.match(error.message, /^bad: /);
    assert.equal(error.path, "bad");
    assert.equal(error.done.good.outcome, "done");
    return true;
  });
  const app = rows();
  new tree.Stack(app, "worse", { ...base, account: "888888888888" });
  await assert.rejects(app.plan(), (error) => {
    assert.ok(error instanceof AggregateError);
    assert.deepEqual(error.errors.map(({ path, kind }) => [path, kind]), [["bad", "Preflight"], ["worse", "Preflight"]]);
    assert.match(error.message, /^bad: .*\nworse: /);
    assert.deepEqual(Object.keys(error.done), ["good"]);
    return true;
  });
});

test("several stacks are approved, told of and destroyed by their paths", async () => {
  const app = new tree.App({ world: sandbox() });
  for (const name of ["one", "two"]) new tree.Stack(app, name, base);
  const plans = await app.plan();
  await assert.rejects(app.apply({ approve: plans.one.digest }), /`approve` is one digest, and there are several stacks/);
  await assert.rejects(app.apply({ approve: { one: plans.one } }), /`approve` has no digest of two/);
  const told = new Set();
  const reports = await app.apply({ approve: plans, onEvent: (event, path) => told.add(`${path} ${event.type}`) });
  assert.deepEqual(Object.keys(reports), ["one", "two"]);
  assert.deepEqual(Object.values(reports).map(({ outcome }) => outcome), ["done", "done"]);
  assert.ok(told.has("one finished") && told.has("two finished"));
  const { one, two } = await app.planDestroy();
  assert.ok(one.counts.delete > 0 && two.counts.delete > 0);
});

test("lines of progress say of which stack they are", async () => {
  const write = process.stderr.write;
  let said = "";
  process.stderr.write = (text) => Boolean((said += text));
  try {
    await rows().apply().catch(() => {});
  } finally {
    process.stderr.write = write;
  }
  assert.match(said, /^good: .*eks\.cluster/m);
  assert.deepEqual(said.split("\n").filter((line) => !/^(good|bad): |^$/.test(line)), []);
});
