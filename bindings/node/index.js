"use strict";

const { fileURLToPath } = require("node:url");
const native = require("./karpool.node");

/** What went wrong; one subclass for each kind. */
class KarpoolError extends Error {
  constructor(message, fields = {}) {
    super(message);
    Object.assign(this, fields);
  }

  get name() {
    return this.constructor.name;
  }
}

const classes = Object.fromEntries(
  native.kinds().map((kind) => [kind, { [kind]: class extends KarpoolError {} }[kind]]),
);

/** The value of an answer, or its failure thrown. */
function take({ value, failure }, cause) {
  if (failure === undefined) return value;
  const { message, ...fields } = failure;
  const error = new (classes[failure.kind] ?? KarpoolError)(message, fields);
  if (cause !== undefined) error.cause = cause;
  throw error;
}

/** A spec is an object, a text (YAML or JSON), or the URL of a file. */
function source(spec) {
  if (typeof spec === "string") return { text: spec };
  return spec instanceof URL ? { file: fileURLToPath(spec) } : { value: spec };
}

/** A simulated AWS account. */
class Sandbox {
  #native;

  /** `speed` is simulated seconds per second; a folder keeps the world between processes. */
  constructor({ folder, speed = 300, seed = 1, caller = "deployer", region = "us-east-1" } = {}) {
    this.#native = new native.Simulation({ folder: folder ?? null, speed, seed, caller, region });
    take(this.#native.opened());
  }

  static native(world) {
    return world === undefined ? undefined : world.#native;
  }

  /** Every call so far: service, operation, caller, resource, write, status, outcome. */
  log() {
    return take(this.#native.log());
  }

  /** Writes the world down and stops what runs beside it. */
  close() {
    this.#native.close();
  }
}

/** Does a verb: every event goes to `onEvent` before the promise ends; an aborted `signal` cancels. */
async function run(verb, spec, { world, onEvent, signal, ...options } = {}) {
  const work = new native.Run({ verb, spec: source(spec), options }, Sandbox.native(world));
  const cancel = () => work.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    for (let event; onEvent && (event = take(await work.nextEvent())) !== null; ) onEvent(event);
    const answer = await work.finish();
    return take(answer, signal?.aborted ? signal.reason : undefined);
  } catch (error) {
    // A callback that threw: the run winds down first.
    cancel();
    await work.finish();
    throw error;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

const verb = (name) => (spec, options) => run(name, spec, options);

module.exports = {
  ...classes,
  KarpoolError,
  Sandbox,
  kinds: native.kinds(),
  version: native.version(),
  schema: () => native.schema(),
  load: (spec) => take(native.load(source(spec))),
  check: (spec) => take(native.check(source(spec))),
  plan: verb("plan"),
  planDestroy: verb("planDestroy"),
  apply: verb("apply"),
  destroy: verb("destroy"),
  status: verb("status"),
  outputs: verb("outputs"),
  render: verb("render"),
};
