"use strict";

const { fileURLToPath } = require("node:url");
const { inspect } = require("node:util");
const { data, isObject } = require("./data.js");
const { KarpoolError } = require("./errors.js");
const errors = require("./generated/errors.js");
const native = require("./karpool.node");
const { LABEL, Run, take } = require("./run.js");

/** A spec is an object (a stack, or one part of it with a field `piece`), a text (YAML or JSON), or a file's URL. */
function source(spec) {
  if (typeof spec === "string") return { text: spec };
  if (spec instanceof URL) return { file: fileURLToPath(spec) };
  if (isFields(spec) && typeof spec.toSpec !== "function") return { value: data(spec, "spec") };
  throw new TypeError(`a spec is an object, a text or the URL of a file, not ${named(spec)}`);
}

/** What was given in place of a spec, and what to do with it. */
function named(value) {
  if (ArrayBuffer.isView(value)) return 'bytes; `readFileSync(file, "utf8")` gives a text';
  return isFields(value) ? "a construct; `toSpec()` gives its spec" : inspect(value, { depth: 0 });
}

const isFields = (value) => isObject(value) && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** A simulated AWS account. */
class Sandbox {
  #native;

  constructor(options = {}) {
    this.#native = new native.Simulation(data(options ?? {}, "sandbox", { paths: true }));
    take(this.#native.opened());
  }

  /** What the addon takes of a world: a sandbox, or the options of AWS. */
  static place(world) {
    if (world instanceof Sandbox) return [world.#native, undefined];
    if (world === undefined || world === null) return [undefined, undefined];
    if (isFields(world)) return [undefined, data(world, "world", { paths: true })];
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
function begin(verb, spec, given) {
  const { world, onEvent, progress, signal, [LABEL]: label, ...options } = given ?? {};
  // Before anything is begun that nobody could cancel.
  if (signal != null && typeof signal.addEventListener !== "function") {
    throw new TypeError("`signal` is no AbortSignal; of an AbortController it is the field `signal`");
  }
  if (onEvent != null && typeof onEvent !== "function") throw new TypeError("`onEvent` is no function");
  const wished = Object.fromEntries(Object.entries(options).filter(([, value]) => value != null));
  const request = { verb, options: data(wished, "options"), ...(spec === undefined ? {} : { spec }) };
  const work = new native.Run(request, ...Sandbox.place(world));
  const writes = WRITES.includes(verb);
  return new Run(work, { onEvent: onEvent ?? undefined, progress: progress ?? undefined, signal: signal ?? undefined, writes, label });
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
  check: (spec, given) => {
    const { world, ...others } = given ?? {};
    for (const name of Object.keys(others)) throw new TypeError(`\`${name}\` is no option of check; there is \`world\``);
    return take(native.check(source(spec), ...Sandbox.place(world)));
  },
  plan: verb("plan"),
  planDestroy: verb("planDestroy"),
  apply: verb("apply"),
  destroy: verb("destroy"),
  status: verb("status"),
  outputs: verb("outputs"),
  render: verb("render"),
  /** @param {any} [given] */
  kubeconfig: (spec, given) => {
    const { path, context, ...options } = given ?? {};
    const wanted = data({ path: path ?? null, context: context ?? null }, "options", { paths: true });
    return begin({ kubeconfig: wanted }, source(spec), options);
  },
  /** @param {any} [given] */
  token: (given) => {
    const { cluster, region, ...options } = given ?? {};
    return begin({ token: data({ cluster, region: region ?? null }, "options") }, undefined, options);
  },
};
