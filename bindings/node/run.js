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

/** The option of those that run several side by side: what stands before lines of progress. */
const LABEL = Symbol("label");

/** Prints progress where people look for it; each line behind a label, if there is one. */
function printer(label = "") {
  const progress = new native.Progress(Boolean(process.stderr.isTTY));
  return (event) => {
    const text = take(progress.tell(event));
    if (text !== "") process.stderr.write(label === "" ? text : text.replace(/^(?=.)/gm, `${label}: `));
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

/** The runs of each signal: one listener for all of them, as many as they may be. */
const signalled = new WeakMap();

/** Cancels a run when a signal is aborted; gives what forgets it again. */
function heed(signal, work) {
  if (signal === undefined) return () => {};
  if (signal.aborted) work.windDown();
  const works = signalled.get(signal) ?? new Set();
  if (!signalled.has(signal)) {
    signalled.set(signal, works);
    signal.addEventListener("abort", () => works.forEach((one) => one.windDown()), { once: true });
  }
  works.add(work);
  return () => works.delete(work);
}

/**
 * A verb that is being done: await it for its answer, iterate over it for its events.
 *
 * An aborted signal and Ctrl-C cancel it: calls in flight end, nothing new is started, and the error carries the
 * report. The second Ctrl-C drops calls in flight.
 */
class Run {
  #work;
  #answer;
  #progress;
  /** What stands before lines of progress. */
  #label;
  #signal;
  /** What the callback threw, as `{ error }`. */
  #thrown;
  /** Callback and printer: each was told of everything when its promise is done. */
  #told = [];
  /** How many loops over the events are under way, and who is told when one ends. */
  #loops = 0;
  #left;
  #end;
  #cancelled = false;

  constructor(work, { onEvent, progress, signal, writes, label }) {
    this.#work = work;
    this.#answer = work.finish().then(JSON.parse);
    this.#progress = onEvent === undefined && (progress ?? writes);
    this.#label = label;
    this.#signal = signal;
    const forget = heed(signal, work);
    const deafen = writes ? listen(work) : () => {};
    if (onEvent !== undefined) this.#told.push(this.#call(onEvent));
    // The process must not be kept from ending well by listeners of a run that nobody awaits.
    this.#answer.then((answer) => {
      forget();
      deafen();
      return this.#unheard(answer);
    });
  }

  /** A failure that nobody has asked for is Node's to tell, as that of any promise. */
  async #unheard(answer) {
    await Promise.all(this.#told);
    if (answer.failure === undefined && this.#thrown === undefined) return;
    // Whoever reads the events may await the run when they have ended.
    for (await new Promise(setImmediate); this.#loops > 0; await new Promise(setImmediate)) {
      await new Promise((resolve) => (this.#left = resolve));
    }
    if (this.#end !== undefined) return;
    this.#progress = false;
    this.#end = this.#finish();
  }

  async *#listen() {
    for (let position = 0, event; (event = take(await this.#work.event(position))) !== null; position++) yield event;
  }

  /** Tells a callback of everything, one after the other. */
  async #call(onEvent) {
    try {
      for await (const event of this.#listen()) await onEvent(event);
    } catch (error) {
      // The run winds down first.
      this.#thrown = { error };
      this.#work.windDown();
    }
  }

  async #print() {
    const tell = printer(this.#label);
    for await (const event of this.#listen()) tell(event);
  }

  /**
   * The events from the first on, until the run ends; then no progress is printed unless the run is awaited already.
   * Leaving the loop leaves the run as it is.
   */
  async *events() {
    this.#progress = false;
    this.#loops += 1;
    try {
      yield* this.#listen();
    } finally {
      this.#loops -= 1;
      this.#left?.();
    }
  }

  [Symbol.asyncIterator]() {
    return this.events();
  }

  /**
   * Cancels: awaiting the run then throws `Cancelled` with the report. The second time, calls in flight are dropped; a
   * signal or Ctrl-C that came before does not count.
   */
  cancel() {
    if (this.#cancelled) this.#work.abandon();
    this.#work.windDown();
    this.#cancelled = true;
  }

  async #finish() {
    if (this.#progress) this.#told.push(this.#print());
    await Promise.all(this.#told);
    const answer = await this.#answer;
    if (this.#thrown !== undefined) throw caused(this.#thrown.error, answer);
    return take(answer, this.#signal?.aborted ? this.#signal.reason : undefined);
  }

  #await() {
    this.#end ??= this.#finish();
    return this.#end;
  }

  then(resolve, reject) {
    return this.#await().then(resolve, reject);
  }

  catch(reject) {
    return this.#await().catch(reject);
  }

  finally(done) {
    return this.#await().finally(done);
  }

  get [Symbol.toStringTag]() {
    return "Run";
  }
}

/** What a callback threw, with the end of its run as the cause. */
function caused(error, answer) {
  try {
    take(answer);
  } catch (end) {
    if (error instanceof Error && error.cause === undefined && Object.isExtensible(error)) error.cause = end;
  }
  return error;
}

module.exports = { LABEL, Run, take };
