"use strict";

const karpool = require("./index.js");
const { LABEL } = require("./run.js");

/** Does a verb for every target, side by side; answers by the paths of constructs. */
async function several(targets, verb, options) {
  const alone = targets.length === 1;
  // What is wrong with the options of one is found before any is begun.
  const given = targets.map(({ path, spec }) => ({ path, spec, own: optionsOf(path, options, alone) }));
  const ends = await Promise.all(
    given.map(async ({ path, spec, own }) => {
      try {
        return { path, answer: await karpool[verb](spec, own) };
      } catch (error) {
        return { path, error };
      }
    }),
  );
  const done = Object.fromEntries(ends.filter(({ error }) => error === undefined).map(({ path, answer }) => [path, answer]));
  const failed = ends.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return done;
  const errors = failed.map(({ path, error }) => placed(error, path, done, alone));
  if (errors.length === 1) throw errors[0];
  throw Object.assign(new AggregateError(errors, errors.map(({ message }) => message).join("\n")), { done });
}

/** The options of one of several: its own digest, its own words before what is told of it. */
function optionsOf(path, { onEvent, approve, ...options }, alone) {
  const own = { ...options, [LABEL]: alone ? undefined : path };
  if (typeof onEvent === "function") own.onEvent = (event) => onEvent(event, path);
  if (approve != null) own.approve = digest(approve, path, alone);
  return own;
}

/** A digest for one target; for several an object of digests, or of the plans themselves. */
function digest(approve, path, alone) {
  if (typeof approve === "string") {
    if (alone) return approve;
    throw new TypeError("`approve` is one digest, and there are several stacks: give an object with a digest for each path");
  }
  const own = approve[path];
  if (own === undefined) throw new TypeError(`\`approve\` has no digest of ${path}`);
  return typeof own === "string" ? own : own.digest;
}

/** An error that says of which construct it is, and what the others ended with. */
function placed(error, path, done, alone) {
  if (!(error instanceof Error)) return error;
  if (!alone) error.message = `${path}: ${error.message}`;
  return Object.assign(error, { path, done });
}

module.exports = { several };
