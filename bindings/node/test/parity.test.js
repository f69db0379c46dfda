"use strict";

// The cases that all languages share: their answers are those that the Rust library has written down.

const assert = require("node:assert/strict");
const { readFileSync, readdirSync } = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { pathToFileURL } = require("node:url");
const karpool = require("karpool");
const { repository } = require("./account.js");

/** Data whose nulls are left out, as a field that is null is one that is not there. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(kept.map(([name, item]) => [name, plain(item)]));
}

function source({ text, file, value }) {
  if (text !== undefined) return text;
  return file === undefined ? value : pathToFileURL(file);
}

const ofPlan = ({ stack, digest, counts, warnings, changes }) => ({
  stack,
  digest,
  counts,
  warnings,
  changes: changes.map(({ action, id, key }) => `${action} ${id} ${key}`),
});

const ofReport = ({ outcome, outputs, left, warnings, nodes }) => ({
  outcome,
  outputs,
  left,
  warnings,
  nodes: nodes.map(({ action, id, state }) => `${action} ${id} ${state}`),
});

function ofError({ kind, problems, errors, message, node, doing, hint, code, report }) {
  if (problems.length > 0) return { error: { kind, problems: problems.map((problem) => problem.path) } };
  const fields = { kind, message: errors[0]?.message ?? message, node, doing, hint, code };
  return { error: plain({ ...fields, report: report && ofReport(report) }) };
}

const ofObject = ({ kind, metadata }) => `${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
const line = ({ type, id = "", state = "" }) => [type, id, state].join(" ").trimEnd();

const verbs = {
  check: (spec, { world }) => plain(karpool.check(spec, { world })),
  load: (spec) => plain(karpool.load(spec)),
  plan: async (spec, options) => ofPlan(await karpool.plan(spec, options)),
  planDestroy: async (spec, options) => ofPlan(await karpool.planDestroy(spec, options)),
  apply: async (spec, options) => ofReport(await karpool.apply(spec, options)),
  destroy: async (spec, options) => ofReport(await karpool.destroy(spec, options)),
  status: async (spec, { world }) => {
    const { at, ...status } = await karpool.status(spec, { world });
    return plain(status);
  },
  outputs: async (spec, { world }) => await karpool.outputs(spec, { world }),
  render: async (spec, { world }) => (await karpool.render(spec, { world })).map(ofObject),
};

async function answer({ verb, spec, options = {} }, world) {
  const told = [];
  const writes = verb === "apply" || verb === "destroy";
  const onEvent = writes ? (event) => told.push(line(event)) : undefined;
  let gives;
  try {
    gives = await verbs[verb](source(spec), { world, ...(writes ? { onEvent } : {}), ...options });
  } catch (error) {
    if (!(error instanceof karpool.KarpoolError)) throw error;
    gives = ofError(error);
  }
  // What one node does has an order; what two nodes do at the same moment has none. How often it
  // says that it still waits, or tries again, is a matter of time; and so is whether pods that
  // it has made are made again, because they were admitted before their role could be seen.
  const id = (said) => said.split(" ")[1] ?? "";
  const said = new Set(told.sort((a, b) => (id(a) < id(b) ? -1 : id(a) > id(b) ? 1 : 0)));
  const again = (line) => /\/Deployment\/.* updating$/.test(line) && said.has(line.replace(/ updating$/, " creating"));
  const events = [...said].filter((line) => !again(line));
  return writes ? { ...gives, events } : gives;
}

/** File names in answers are those that were asked for. */
const relative = (value) => JSON.parse(JSON.stringify(value).replaceAll(`${repository}/`, ""));

const folder = path.join(repository, "tests", "parity");
const cases = readdirSync(folder).filter((name) => name.endsWith(".json")).sort();
assert.ok(cases.length >= 40);

for (const name of cases) {
  test(`${name}: the answers are those of the other languages`, async () => {
    const here = process.cwd();
    process.chdir(repository);
    try {
      const { sandbox, steps } = JSON.parse(readFileSync(path.join(folder, name), "utf8"));
      const world = new karpool.Sandbox({ speed: 2000, ...sandbox });
      for (const step of steps) assert.deepEqual(relative(await answer(step, world)), step.gives);
      world.close();
    } finally {
      process.chdir(here);
    }
  });
}

test("what this language can the others can", () => {
  const able = JSON.parse(readFileSync(path.join(folder, "names", "verbs.json"), "utf8"));
  const functions = Object.entries(karpool).filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name));
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  assert.deepEqual(functions.map(([name]) => snake(name)).sort(), able);
});
