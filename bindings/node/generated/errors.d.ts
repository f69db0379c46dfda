// Generated from the schema by `make schema`; a test compares it with the code.
import { KarpoolError } from "../errors";

/** The spec is wrong; nothing was called or written. */
export class InvalidSpec extends KarpoolError {}

/** The account does not fit the spec: a missing subnet, the wrong account, an overlapping range. */
export class Preflight extends KarpoolError {}

/** No credentials, or credentials that AWS does not accept. */
export class Credentials extends KarpoolError {}

/** The caller is known and may not do this. */
export class Denied extends KarpoolError {}

/** Something with our name exists and belongs to somebody else. */
export class NotOurs extends KarpoolError {}

/** A field that can never be changed differs. */
export class Immutable extends KarpoolError {}

/** A limit of the account. */
export class Quota extends KarpoolError {}

/** It did not become ready in time; running again goes on. */
export class Timeout extends KarpoolError {}

/** The service says that the thing has failed. */
export class Broken extends KarpoolError {}

/** No answer: no route, no name, connection refused. */
export class Unreachable extends KarpoolError {}

/** The world is not as the plan saw it. */
export class Changed extends KarpoolError {}

/** The run was cancelled; running again goes on. */
export class Cancelled extends KarpoolError {}

/** Something that the spec names does not exist. */
export class NotFound extends KarpoolError {}

/** A defect of karpool, or an answer that it does not know. */
export class Bug extends KarpoolError {}
