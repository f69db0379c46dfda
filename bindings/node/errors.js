"use strict";

/** Why a verb did not do all that it should; there is one subclass for each kind. */
class KarpoolError extends Error {
  constructor(message, fields = {}) {
    super(message);
    Object.assign(this, fields);
  }

  get name() {
    return this.constructor.name;
  }
}

module.exports = { KarpoolError };
