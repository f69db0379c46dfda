// What the compiler refuses: every line here needs its directive, or the check fails.

import * as karpool from "karpool";
import { App, NodePool, Stack } from "karpool/constructs";

// @ts-expect-error: no such field
export const misspelt: karpool.NodePool = { wieght: 1 };
// @ts-expect-error: no such architecture
export const unknown: karpool.NodePool = { arch: ["x86"] };
// @ts-expect-error: a name is missing
export const nameless: karpool.Stack = { region: "us-east-1" };
// @ts-expect-error: no such option
karpool.plan(nameless, { purge: true });
// @ts-expect-error: no such field
new NodePool(new Stack(new App(), "dev", { region: "us-east-1" }), "x86", { wieght: 1 });
