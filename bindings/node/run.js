"use strict";

const { KarpoolError } = require("./errors.js");
const kinds = require("./generated/errors.js");
const native = require("./karpool.node");

/**
 * The value of an answer, or its failure thrown.
 *
 * @param {{ value?: any, failure?: any }} answer
 * @param {unknown} [cause]
 */
function take({ value, failure }, cause) {
  if (failure === undefined) return value;
  const { message, ...fields } = failure;
  const error = new (kinds[failure.kind] ?? KarpoolError)(message, fields);
  if (cause !== undefined) error.cause = cause;
  throw error;
}

/** Prints progress where people look for it. */
function printer() {
  const progress = new native.Progress(Boolean(process.stderr.isTTY));
  return (event) => {
    const text = take(progress.tell(event));
    if (text !== "") process.stderr.write(text);
  };
}

/** The runs that Ctrl-C cancels. */
const working = new Set();
const interrupt = () => working.forEach((work) => work.cancel());

/** Ctrl-C, as long as the program does not listen to it itself. */
function listen(work) {
  const ours = working.size > 0 ? 1 : 0;
  if (process.listenerCount("SIGINT") > ours) return () => {};
  if (ours === 0) process.on("SIGINT", interrupt);
  working.add(work);
  return () => {
    if (working.delete(work) && working.size === 0) process.off("SIGINT", interrupt);
  };
}

/** Runs that failed and that nobody has awaited: what they end with is said when the program ends, as of any promise. */
const unheard = new Set();
process.on("beforeExit", () => {
  for (const run of [...unheard]) {
    run.catch((error) => {
      process.stderr.write(`${error.name}: ${error.message}${error.hint ? `\nhint: ${error.hint}` : ""}\n`);
      process.exitCode ||= 1;
    });
  }
});

/**
 * A verb that is being done: await it for its answer, iterate over it for its events.
 *
 * An aborted signal and Ctrl-C cancel it: calls in flight end, nothing new is started, and the error carries the
 * report. The second Ctrl-C drops calls in flight.
 */
class Run {
  #work;
  #answer;
  #onEvent;
  #progress;
  #signal;
  #abort;
  #deafen;
  #end;

  constructor(work, { onEvent, progress, signal, writes }) {
    this.#work = work;
    this.#answer = work.finish().then(JSON.parse);
    this.#onEvent = onEvent;
    this.#progress = progress ?? writes;
    this.#signal = signal;
    this.#abort = () => work.cancel();
    signal?.addEventListener("abort", this.#abort, { once: true });
    if (signal?.aborted) work.cancel();
    this.#deafen = writes ? listen(work) : () => {};
    // The process must not be kept from ending well by listeners of a run that nobody awaits.
    this.#answer.then((answer) => {
      this.#release();
      if (answer.failure !== undefined && this.#end === undefined) unheard.add(this);
    });
  }

  #release() {
    this.#deafen();
    this.#signal?.removeEventListener("abort", this.#abort);
  }

  /** The events, until the run ends; each is given once, and then no progress is printed. */
  async *events() {
    this.#progress = false;
    for (let event; (event = take(await this.#work.nextEvent())) !== null; ) yield event;
  }

  [Symbol.asyncIterator]() {
    return this.events();
  }

  /** Cancels: awaiting the run then throws `Cancelled` with the report. The second time, calls in flight are dropped. */
  cancel() {
    this.#work.cancel();
  }

  async #finish() {
    const tell = this.#onEvent ?? (this.#progress ? printer() : undefined);
    try {
      for (let event; tell && (event = take(await this.#work.nextEvent())) !== null; ) tell(event);
    } catch (error) {
      // A callback that threw: the run winds down first.
      this.#work.cancel();
      await this.#answer;
      throw error;
    } finally {
      await this.#answer;
      this.#release();
    }
    return take(await this.#answer, this.#signal?.aborted ? this.#signal.reason : undefined);
  }

  then(resolve, reject) {
    unheard.delete(this);
    this.#end ??= this.#finish();
    return this.#end.then(resolve, reject);
  }

  catch(reject) {
    return this.then(undefined, reject);
  }

  finally(done) {
    unheard.delete(this);
    this.#end ??= this.#finish();
    return this.#end.finally(done);
  }
}

module.exports = { Run, take };
