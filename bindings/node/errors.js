"use strict";

/** Why a verb did not do all that it should; there is one subclass for each kind. */
class KarpoolError extends Error {
  constructor(message, fields = {}) {
    super(message);
    // One that is made by hand, as tests do, has the fields of any.
    Object.assign(this, { kind: kindOf(this), ...nothing(), ...fields });
  }

  get name() {
    return this.constructor.name;
  }
}

const nothing = () => ({
  node: null,
  doing: null,
  hint: null,
  code: null,
  requestId: null,
  causes: [],
  errors: [],
  problems: [],
  report: null,
});

/** The name of the class right below `KarpoolError`, of which an error is. */
function kindOf(error) {
  let prototype = Object.getPrototypeOf(error);
  const isBelow = () => ![prototype, Object.getPrototypeOf(prototype)].includes(KarpoolError.prototype);
  while (isBelow()) prototype = Object.getPrototypeOf(prototype);
  return prototype.constructor.name;
}

module.exports = { KarpoolError };
