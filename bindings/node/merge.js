"use strict";

const { isObject } = require("./data.js");

const isFields = (value) => isObject(value) && !Array.isArray(value);

/** A spec that is put together of what several constructs give, whatever their order; who gave what is remembered. */
class Merge {
  spec = {};
  /** What was given twice, as sentences. */
  twice = [];
  #owners = new Map();

  /** Puts a value under a path of fields: fields beside fields, and each of them once. */
  put(path, value, owner) {
    const [last, ...way] = [...path].reverse();
    const walked = [];
    let holder = this.spec;
    for (const field of way.reverse()) {
      walked.push(field);
      this.#put(holder, field, {}, walked, owner);
      holder = holder[field];
      if (!isFields(holder)) return;
    }
    this.#put(holder, last, value, path, owner);
  }

  /** Adds an item to a list. */
  append(path, item, owner) {
    const list = path.reduce((holder, field) => holder?.[field], this.spec);
    if (Array.isArray(list)) list.push(item);
    else this.put(path, [item], owner);
  }

  #put(holder, field, value, path, owner) {
    const place = path.join(".");
    if (!Object.hasOwn(holder, field)) {
      holder[field] = isFields(value) ? {} : value;
      this.#owners.set(place, owner);
    }
    const held = holder[field];
    if (isFields(value) && (isFields(held) || held === "create")) {
      // The word says that it is to be made, and the fields say how.
      if (held === "create") holder[field] = {};
      for (const [name, item] of Object.entries(value)) this.#put(holder[field], name, item, [...path, name], owner);
    } else if (this.#owners.get(place) !== owner && !(value === "create" && isFields(held))) {
      this.twice.push({ place, text: `${place} is there twice: ${this.#owners.get(place)} and ${owner}` });
    }
  }
}

module.exports = { Merge };
