// Names for `import`; the test compares them with those of `require`.
import karpool from "./index.js";

export * from "./generated/errors.mjs";
export default karpool;
export const { KarpoolError, Run, Sandbox, kinds, version, schema, html, load, check } = karpool;
export const { plan, planDestroy, apply, destroy, status, outputs, render, kubeconfig, token } = karpool;
