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

/** Ctrl-C, as long as the program does not listen to it itself. */
function listen(work) {
  if (process.listenerCount("SIGINT") > 0) return () => {};
  const interrupt = () => work.cancel();
  process.on("SIGINT", interrupt);
  return () => process.off("SIGINT", interrupt);
}

/**
 * A verb that is being done: await it for its answer, iterate over it for its events.
 *
 * An aborted signal and Ctrl-C cancel it: calls in flight end, nothing new is started, and the error carries the
 * report. The second Ctrl-C drops calls in flight.
 */
class Run {
  #work;
  #onEvent;
  #progress;
  #signal;
  #abort;
  #deafen;
  #end;

  constructor(work, { onEvent, progress, signal, writes }) {
    this.#work = work;
    this.#onEvent = onEvent;
    this.#progress = progress ?? writes;
    this.#signal = signal;
    this.#abort = () => work.cancel();
    signal?.addEventListener("abort", this.#abort, { once: true });
    if (signal?.aborted) work.cancel();
    this.#deafen = writes ? listen(work) : () => {};
    // The process must not be kept from ending well by listeners of a run that nobody awaits.
    work.finish().then(() => this.#release());
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
      await this.#work.finish();
      throw error;
    } finally {
      await this.#work.finish();
      this.#release();
    }
    return take(await this.#work.finish(), this.#signal?.aborted ? this.#signal.reason : undefined);
  }

  then(resolve, reject) {
    this.#end ??= this.#finish();
    return this.#end.then(resolve, reject);
  }

  catch(reject) {
    return this.then(undefined, reject);
  }

  finally(done) {
    this.#end ??= this.#finish();
    return this.#end.finally(done);
  }
}

module.exports = { Run, take };
