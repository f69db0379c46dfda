"use strict";

const { fileURLToPath } = require("node:url");
const { inspect } = require("node:util");
const { KarpoolError } = require("./errors.js");
const errors = require("./generated/errors.js");
const native = require("./karpool.node");
const { Run, take } = require("./run.js");

/** A spec is an object (a stack, or one part of it with a field `piece`), a text (YAML or JSON), or a file's URL. */
function source(spec) {
  if (typeof spec === "string") return { text: spec };
  if (spec instanceof URL) return { file: fileURLToPath(spec) };
  if (isFields(spec) && typeof spec.toSpec !== "function") return { value: data(spec, "spec") };
  throw new TypeError(`a spec is an object, a text or the URL of a file, not ${named(spec)}`);
}

/** How deep data may be nested; JSON's readers stop there as well. */
const DEPTH = 128;

/** A value that is data; of a Map, a Set or a function nothing would be left on the way. */
function data(value, path, depth = DEPTH) {
  const refuse = (why) => {
    throw new TypeError(`${path} ${why}`);
  };
  if (typeof value === "function" || typeof value === "symbol") refuse(`is a ${typeof value}, which is no data`);
  if (typeof value === "number" && !Number.isFinite(value)) refuse(`is ${value}, which is no number of a spec`);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.toJSON === "function") return value.toJSON();
  if (depth === 0) refuse(`is nested deeper than ${DEPTH}: does an object hold itself?`);
  if (Array.isArray(value)) return value.map((item, index) => data(item, `${path}[${index}]`, depth - 1));
  if (value instanceof Map || value instanceof Set) refuse(`is a ${value.constructor.name}; give a plain object or an array`);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, data(item, `${path}.${name}`, depth - 1)]));
}

/** What was given in place of a spec, and what to do with it. */
function named(value) {
  if (ArrayBuffer.isView(value)) return 'bytes; `readFileSync(file, "utf8")` gives a text';
  return isFields(value) ? "a construct; `toSpec()` gives its spec" : inspect(value, { depth: 0 });
}

const isFields = (value) => value !== null && typeof value === "object" && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** A simulated AWS account. */
class Sandbox {
  #native;

  constructor(options = {}) {
    this.#native = new native.Simulation(options);
    take(this.#native.opened());
  }

  /** What the addon takes of a world: a sandbox, or the options of AWS. */
  static place(world) {
    if (world instanceof Sandbox) return [world.#native, undefined];
    if (world === undefined || world === null || isFields(world)) return [undefined, world];
    throw new TypeError(`a world is a Sandbox or an object of options, not ${inspect(world, { depth: 0 })}`);
  }

  /** Every call so far, AWS and Kubernetes. */
  log() {
    return take(this.#native.log());
  }

  /** Writes the world down and stops what runs beside it. */
  close() {
    this.#native.close();
  }
}

const WRITES = ["apply", "destroy"];

/** @param {any} [given] */
function begin(verb, spec, given = {}) {
  const { world, onEvent, progress, signal, ...options } = given;
  // Before anything is begun that nobody could cancel.
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    throw new TypeError("`signal` is no AbortSignal; of an AbortController it is the field `signal`");
  }
  if (onEvent != null && typeof onEvent !== "function") throw new TypeError("`onEvent` is no function");
  const request = { verb, options, ...(spec === undefined ? {} : { spec }) };
  const work = new native.Run(request, ...Sandbox.place(world));
  return new Run(work, { onEvent, progress, signal, writes: WRITES.includes(verb) });
}

const verb = (name) => (spec, options) => begin(name, source(spec), options);

module.exports = {
  ...errors,
  KarpoolError,
  Run,
  Sandbox,
  kinds: native.kinds(),
  version: () => take(native.version()),
  schema: () => native.schema(),
  html: (answer) => native.html(answer),
  load: (spec) => take(native.load(source(spec))),
  /** @param {any} [given] */
  check: (spec, given = {}) => take(native.check(source(spec), ...Sandbox.place(given.world))),
  plan: verb("plan"),
  planDestroy: verb("planDestroy"),
  apply: verb("apply"),
  destroy: verb("destroy"),
  status: verb("status"),
  outputs: verb("outputs"),
  render: verb("render"),
  /** @param {any} [given] */
  kubeconfig: (spec, given = {}) => {
    const { path, context, ...options } = given;
    return begin({ kubeconfig: { path: path ?? null, context: context ?? null } }, source(spec), options);
  },
  /** @param {any} [given] */
  token: ({ cluster, region, ...options } = {}) => begin({ token: { cluster, region: region ?? null } }, undefined, options),
};
