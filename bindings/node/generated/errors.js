// Generated from the schema by `make schema`; a test compares it with the code.
"use strict";

const { KarpoolError } = require("../errors.js");

/** The spec is wrong; nothing was called or written. */
class InvalidSpec extends KarpoolError {}

/** The account does not fit the spec: a missing subnet, the wrong account, an overlapping range. */
class Preflight extends KarpoolError {}

/** No credentials, or credentials that AWS does not accept. */
class Credentials extends KarpoolError {}

/** The caller is known and may not do this. */
class Denied extends KarpoolError {}

/** Something with our name exists and belongs to somebody else. */
class NotOurs extends KarpoolError {}

/** A field that can never be changed differs. */
class Immutable extends KarpoolError {}

/** A limit of the account. */
class Quota extends KarpoolError {}

/** It did not become ready in time; running again goes on. */
class Timeout extends KarpoolError {}

/** The service says that the thing has failed. */
class Broken extends KarpoolError {}

/** No answer: no route, no name, connection refused. */
class Unreachable extends KarpoolError {}

/** The world is not as the plan saw it. */
class Changed extends KarpoolError {}

/** The run was cancelled; running again goes on. */
class Cancelled extends KarpoolError {}

/** Something that the spec names does not exist. */
class NotFound extends KarpoolError {}

/** A defect of karpool, or an answer that it does not know. */
class Bug extends KarpoolError {}

module.exports = { InvalidSpec, Preflight, Credentials, Denied, NotOurs, Immutable, Quota, Timeout, Broken, Unreachable, Changed, Cancelled, NotFound, Bug };
