"use strict";

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const karpool = require("karpool");
const { App, Stack } = require("karpool/constructs");
const { file, sandbox, smallest } = require("./account.js");

test("a spec is a URL, a text or an object", () => {
  const fields = karpool.load(smallest);
  assert.equal(fields.name, "dev");
  const text = readFileSync(file, "utf8");
  assert.deepEqual(karpool.load(text), fields);
  for (const spec of [smallest, text, fields]) {
    assert.deepEqual(karpool.check(spec).filter(({ severity }) => severity === "error"), []);
  }
});

test("a file's name and a text are not mistaken for each other", async () => {
  await assert.rejects(karpool.plan("dev.yaml", { world: sandbox() }), (error) => {
    assert.ok(error instanceof karpool.InvalidSpec, error.message);
    assert.match(error.message, /`dev.yaml` was taken for the text of a spec, but it looks like the name of a file/);
    assert.match(error.hint, /`pathToFileURL\("dev.yaml"\)` in Node/);
    return true;
  });
  assert.throws(() => karpool.check(new URL("https://example.com/dev.yaml")), TypeError);
});

test("what is no spec is refused", () => {
  for (const wrong of [undefined, null, 1, [], Symbol("a")]) {
    assert.throws(() => karpool.check(wrong), /a spec is an object, a text or the URL of a file, not/);
  }
  assert.throws(() => karpool.plan(readFileSync(file)), /not bytes; `readFileSync\(file, "utf8"\)` gives a text/);
  assert.throws(() => karpool.plan(new Stack(new App(), "dev", { region: "us-east-1" })), /not a construct; `toSpec\(\)` gives its spec/);
  const round = { name: "dev" };
  round.self = round;
  assert.throws(() => karpool.check(round), /nested deeper than 128: does an object hold itself/);
  const lost = { nodePools: new Map([["x86", {}]]) };
  assert.throws(() => karpool.check({ name: "dev", ...lost }), /spec.nodePools is a Map; give a plain object/);
  assert.throws(() => karpool.check({ name: "dev", tags: { a: () => "b" } }), /spec.tags.a is a function, which is no data/);
  assert.throws(() => karpool.check({ name: "dev", nodePools: { a: { weight: NaN } } }), /spec.nodePools.a.weight is NaN/);
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
  await assert.rejects(karpool.plan(smallest, { world: { prfile: "dev" } }), /prfile/);
  assert.throws(() => new karpool.Sandbox({ faults: ["nothing"] }), karpool.InvalidSpec);
});

test("import gives the same names as require, and types name them", async () => {
  const { default: whole, ...names } = await import("karpool");
  assert.equal(whole, karpool);
  assert.deepEqual(Object.keys(names).sort(), Object.keys(karpool).sort());
  const { default: tree, ...parts } = await import("karpool/constructs");
  assert.deepEqual(Object.keys(parts).sort(), Object.keys(tree).sort());
  const folder = path.dirname(require.resolve("karpool"));
  const declared = ["index", "errors", "generated/errors"].map((name) => readFileSync(path.join(folder, `${name}.d.ts`), "utf8"));
  for (const name of Object.keys(karpool)) {
    assert.match(declared.join("\n"), new RegExp(`export (class|function|const) ${name}\\b`));
  }
});

test("every kind has an error class", () => {
  for (const kind of karpool.kinds) {
    const error = new karpool[kind]("it", { kind });
    assert.ok(error instanceof karpool.KarpoolError && error instanceof Error);
    assert.equal(error.name, kind);
  }
  class Own extends karpool.Denied {}
  for (const error of [new karpool.Denied("mine"), new Own("mine")]) {
    const { kind, message, report, hint, causes } = error;
    assert.deepEqual({ kind, message, report, hint, causes }, { kind: "Denied", message: "mine", report: null, hint: null, causes: [] });
  }
});

test("version and schema say what this is", () => {
  assert.equal(karpool.version().version, require("karpool/package.json").version);
  assert.ok("nodePools" in karpool.schema().properties);
});
