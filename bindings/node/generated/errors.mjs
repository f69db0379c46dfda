// Generated from the schema by `make schema`; a test compares it with the code.
import errors from "./errors.js";

export const { InvalidSpec, Preflight, Credentials, Denied, NotOurs, Immutable, Quota, Timeout, Broken, Unreachable, Changed, Cancelled, NotFound, Bug } = errors;
