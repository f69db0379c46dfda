"use strict";

const { fileURLToPath } = require("node:url");

/** How deep data may be nested; JSON's readers stop there as well. */
const DEPTH = 128;

const isObject = (value) => value !== null && typeof value === "object";

/** An object of fields and nothing else, of whatever realm it may be. */
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What is wrong with a value that is no object. */
function wrongScalar(value) {
  switch (typeof value) {
    case "function":
    case "symbol":
      return `is a ${typeof value}, which is no data`;
    case "bigint":
      return `is ${value}n, a BigInt; give a number`;
    case "number":
      return Number.isFinite(value) ? undefined : `is ${value}, which is no number of a spec`;
    case "string":
      return value.isWellFormed() ? undefined : "is a text with half a character (a lone surrogate), which no file can hold";
    default:
      return undefined;
  }
}

/** What is wrong with an object of which nothing, or something else, would arrive. */
function wrongObject(value) {
  if (ArrayBuffer.isView(value)) return "is bytes; give a text";
  if (typeof value.toJSON === "function" || Array.isArray(value) || isPlain(value)) return undefined;
  const name = value.constructor?.name || "object of a class";
  if (typeof value.then === "function") return `is a ${name}; await it first`;
  if (value instanceof Map || value instanceof Set) return `is a ${name}; give a plain object or an array`;
  return `is a ${name}; give a plain object, or its class a method \`toJSON\``;
}

/**
 * A copy of a value as data; what is none is refused with its path, since of most of it nothing would be left on the way.
 * Among `paths`, the URL of a file is its path.
 *
 * @param {any} value
 * @param {string} path
 * @param {{ paths?: boolean }} [how]
 * @param {number} [depth]
 * @returns {any}
 */
function data(value, path, how = {}, depth = DEPTH) {
  const wrong = isObject(value) ? wrongObject(value) : wrongScalar(value);
  if (wrong !== undefined) throw new TypeError(`${path} ${wrong}`);
  if (!isObject(value)) return value;
  if (depth === 0) throw new TypeError(`${path.match(/^\w+/)} is nested deeper than ${DEPTH}: does an object hold itself?`);
  const below = (item, where) => data(item, where, how, depth - 1);
  if (how.paths && value instanceof URL && value.protocol === "file:") return fileURLToPath(value);
  if (typeof value.toJSON === "function") return below(value.toJSON(), path);
  if (!Array.isArray(value)) {
    const given = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(given.map(([name, item]) => [name, below(item, `${path}.${name}`)]));
  }
  return Array.from(value, (item, index) => {
    if (item === undefined) throw new TypeError(`${path}[${index}] is undefined`);
    return below(item, `${path}[${index}]`);
  });
}

module.exports = { data, isObject };
