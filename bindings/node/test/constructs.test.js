"use strict";

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const karpool = require("karpool");
const { Construct } = require("constructs");
const tree = require("karpool/constructs");
const { repository, sandbox, smallest } = require("./account.js");

const YAML = `
name: dev
region: us-east-1
tags: {team: platform}
network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}
nodePools:
  amd64: {arch: [amd64], limits: {cpu: 100}, labels: {made-by: loop}}
  arm64: {arch: [arm64], limits: {cpu: 100}, labels: {made-by: loop}}
  batch: {arch: [arm64], capacityTypes: [spot], limits: {cpu: 50}, labels: {made-by: loop}}
`;

/** A pool with the house's own defaults. */
class SpotPool extends tree.NodePool {
  constructor(scope, id, props = {}) {
    super(scope, id, { arch: ["arm64"], capacityTypes: ["spot"], limits: { cpu: 50 }, ...props });
  }
}

function program(app) {
  const stack = new tree.Stack(app, "dev", { region: "us-east-1", tags: { team: "platform" } });
  new tree.Network(stack, "network", { vpcId: "vpc-0a1b2c3d4e5f60718", subnets: { tags: { tier: "private" } } });
  for (const arch of ["amd64", "arm64"]) new tree.NodePool(stack, arch, { arch: [arch], limits: { cpu: 100 } });
  new SpotPool(stack, "batch");
  // As an aspect would: every pool is visited.
  for (const construct of stack.node.findAll()) {
    if (construct instanceof tree.NodePool) construct.props.labels = { "made-by": "loop" };
  }
  return stack;
}

test("loops, a subclass and a visitor end in the same plan as the YAML", async () => {
  const app = new tree.App({ world: sandbox() });
  const stack = program(app);
  assert.deepEqual(stack.toSpec(), karpool.load(YAML));
  const { dev } = await app.plan();
  const wanted = await karpool.plan(YAML, { world: sandbox() });
  assert.deepEqual(dev.changes, wanted.changes);
  assert.equal(dev.digest, wanted.digest);
});

test("a tree is validated before anything is asked", async () => {
  const app = new tree.App({ world: sandbox() });
  const stack = program(app);
  new tree.NodePool(stack, "heavy", { weight: 900 });
  assert.ok(stack.node.validate().some((text) => text.includes("nodePools.heavy.weight")));
  assert.throws(() => app.synth(), karpool.InvalidSpec);
  await assert.rejects(app.plan(), (error) => error instanceof karpool.InvalidSpec && /heavy/.test(error.message));
});

test("a pool in a cluster that is there is applied alone", async () => {
  const world = sandbox();
  await karpool.apply(smallest, { world, progress: false });
  const app = new tree.App({ world });
  const cluster = tree.Cluster.fromExisting(app, "dev", { region: "us-east-1" });
  new tree.NodePool(cluster, "batch", { arch: ["arm64"] });
  const plans = await app.plan();
  assert.deepEqual(Object.keys(plans), ["dev/batch"]);
  assert.deepEqual(plans["dev/batch"].changes.map(({ kind }) => kind), ["karpenter.node_pool"]);
  const reports = await app.apply({ progress: false });
  assert.equal(reports["dev/batch"].outcome, "done");
  new tree.Network(cluster, "network", {});
  assert.throws(() => app.synth(), TypeError);
});

test("every section of the tree stands where the schema has it", () => {
  const schema = karpool.schema();
  const open = (node) => {
    const named = (item) => (item.$ref ? schema.$defs[item.$ref.split("/").at(-1)] : item);
    const found = named(node);
    return found.properties ? found : named(found.anyOf?.map(named).find(({ properties }) => properties) ?? {});
  };
  for (const section of Object.values(tree).filter(({ path }) => Array.isArray(path))) {
    let held = schema;
    for (const field of section.path) {
      assert.ok(field in (open(held).properties ?? {}), `${section.name}: ${field}`);
      held = open(held).properties[field];
    }
  }
});

test("a rule of the whole app is asked as well", async () => {
  const app = new tree.App({ world: sandbox() });
  program(app);
  app.node.addValidation({ validate: () => ["every stack needs an owner"] });
  await assert.rejects(app.plan(), (error) => {
    assert.ok(error instanceof karpool.InvalidSpec);
    assert.equal(error.message, "every stack needs an owner");
    assert.deepEqual(error.errors, [{ kind: "InvalidSpec", node: "", message: error.message, causes: [] }]);
    return true;
  });
});

test("nothing is lost without a word", () => {
  const app = new tree.App({ world: sandbox() });
  const stack = program(app);
  const team = new Construct(stack, "team");
  new tree.NodePool(team, "amd64", { arch: ["amd64"], limits: { cpu: 1 } });
  new tree.NodePool(app, "stray", { arch: ["amd64"], limits: { cpu: 1 } });
  new tree.Stack(app, "again", { ...stack.props });
  new tree.Network(stack, "second", { vpcId: "vpc-1" });
  assert.throws(() => app.synth(), (error) => {
    assert.match(error.message, /network is there twice: dev\/network and dev\/second/);
    assert.match(error.message, /nodePools\.amd64 is there twice: dev\/amd64 and dev\/team\/amd64/);
    assert.match(error.message, /stray belongs to no Stack/);
    assert.match(error.message, /dev and again are both the stack us-east-1\/dev/);
    return true;
  });
});

/** What a construct of each piece is given, and what stands beside it. */
const PIECES = {
  cluster: { version: "1.35" },
  nodePool: { arch: ["arm64"], limits: { cpu: 10 } },
  nodeClass: { ami: "al2023" },
  karpenterRole: {},
  nodeRole: { name: "nodes" },
  instanceProfile: { role: "nodes" },
  podIdentityAssociation: { namespace: "web", serviceAccount: "web", roleArn: "arn:aws:iam::111122223333:role/web" },
  interruptionQueue: {},
  karpenterChart: { replicas: 1, interruptionQueue: "dev" },
  accessEntry: { principal: { user: "bob" }, policies: [{ name: "AmazonEKSViewPolicy" }] },
  addon: {},
  nodeGroup: { instanceTypes: ["m7g.large"] },
};

const ofPiece = (word) => Object.values(tree).find((construct) => construct.piece === word);
const subnets = { vpcId: "vpc-0a1b2c3d4e5f60718", subnets: { tags: { tier: "private" } } };

test("every piece of the schema has a construct", () => {
  const protocol = JSON.parse(readFileSync(path.join(repository, "schema", "karpool.bindings.schema.json"), "utf8"));
  const variants = protocol.requests.$defs.Piece.oneOf;
  assert.deepEqual(variants.map(({ properties }) => properties.piece.const).sort(), Object.keys(PIECES).sort());
  for (const { properties, required } of variants) {
    const word = properties.piece.const;
    const app = new tree.App();
    const cluster = tree.Cluster.fromExisting(app, "dev", { region: "us-east-1" });
    new (ofPiece(word))(cluster, "it", PIECES[word]);
    if (required.includes("network")) new tree.Network(cluster, "network", subnets);
    const { "dev/it": spec, ...rest } = app.synth();
    assert.deepEqual(rest, {});
    assert.equal(spec.piece, word);
    assert.deepEqual(required.filter((field) => !(field in spec)), []);
    assert.deepEqual(karpool.check(spec).filter(({ severity }) => severity === "error"), [], word);
  }
});

test("every piece stands in a stack, or says where else it belongs", () => {
  for (const [word, props] of Object.entries(PIECES)) {
    const app = new tree.App();
    const stack = new tree.Stack(app, "dev", { region: "us-east-1", network: subnets });
    const construct = new (ofPiece(word))(stack, word === "addon" ? "coredns" : "it", props);
    if (word === "instanceProfile" || word === "podIdentityAssociation") {
      assert.throws(() => app.synth(), /dev\/it can't be put into a Stack but into a cluster that is there: a stack/);
      continue;
    }
    const before = { name: "dev", region: "us-east-1", network: subnets };
    assert.notDeepEqual(stack.toSpec(), before, word);
    assert.ok(Array.isArray(construct.constructor.path), word);
  }
});

test("every map of the schema has a construct for what it holds", () => {
  const { properties } = karpool.schema();
  const maps = Object.keys(properties).filter((field) => properties[field].additionalProperties?.$ref !== undefined);
  assert.ok(maps.length >= 6);
  const held = Object.values(tree).flatMap((construct) => construct.path ?? []);
  assert.deepEqual(maps.filter((field) => !held.includes(field)), []);
});

test("the chart stands in a stack beside the rest of Karpenter", () => {
  const stack = new tree.Stack(new tree.App(), "dev", { region: "us-east-1", nodeRole: "create" });
  new tree.KarpenterChart(stack, "chart", { version: "1.14.1", replicas: 1, interruptionQueue: "mine" });
  new tree.InterruptionQueue(stack, "queue", { rulePrefix: "mine" });
  new tree.NodeRole(stack, "role", { name: "nodes" });
  const { karpenter, nodeRole } = stack.toSpec();
  assert.deepEqual(karpenter, { version: "1.14.1", replicas: 1, interruption: { queueName: "mine", rulePrefix: "mine" } });
  assert.deepEqual(nodeRole, { name: "nodes" });
});

test("a role of the controller passes on the role of the nodes beside it", () => {
  const app = new tree.App();
  const cluster = tree.Cluster.fromExisting(app, "dev", { region: "us-east-1" });
  new tree.NodeRole(cluster, "nodes", { name: "nodes" });
  new tree.KarpenterRole(cluster, "controller", {});
  assert.deepEqual(app.synth()["dev/controller"].nodeRole, { name: "nodes" });
});

test("entries and roles can be put into a cluster that is there", () => {
  const app = new tree.App({ world: sandbox() });
  const cluster = tree.Cluster.fromExisting(app, "dev", { region: "us-east-1" });
  new tree.AccessEntry(cluster, "bob", { principal: { user: "bob" }, policies: [{ name: "AmazonEKSViewPolicy" }] });
  new tree.NodeRole(cluster, "nodes", { name: "nodes" });
  const pieces = Object.values(app.synth()).map(({ piece }) => piece);
  assert.deepEqual(pieces, ["accessEntry", "nodeRole"]);
});

test("what names no region is of that of the world", async () => {
  const world = new karpool.Sandbox({ region: "eu-west-1", speed: 1e6 });
  for (const [app, options] of [[new tree.App({ world }), {}], [new tree.App(), { world }]]) {
    new tree.Stack(app, "dev", { network: { vpcId: { tags: { Name: "main" } }, subnets: subnets.subnets } });
    const { dev } = await app.plan(options);
    assert.equal(dev.region, "eu-west-1");
  }
  const nowhere = new tree.App();
  new tree.Stack(nowhere, "dev", { network: subnets });
  await assert.rejects(nowhere.plan(), /region/);
  world.close();
});
