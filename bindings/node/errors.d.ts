import type { Failure } from "./generated/answers";

export interface KarpoolError extends Omit<Failure, "message"> {}

/** Why a verb did not do all that it should; there is one subclass for each kind. */
export class KarpoolError extends Error {}
