// Names for `import`; the test compares them with those of `require`.
import karpool from "./index.js";

export default karpool;
export const { KarpoolError, Sandbox, kinds, version, schema, load, check } = karpool;
export const { plan, planDestroy, apply, destroy, status, outputs, render } = karpool;
export const { InvalidSpec, Preflight, Credentials, Denied, NotOurs, Immutable, Quota } = karpool;
export const { Timeout, Broken, Unreachable, Changed, Cancelled, NotFound, Bug } = karpool;
