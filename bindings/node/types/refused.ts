// What the compiler refuses: every line here needs its directive, or the check fails.

import * as karpool from "karpool";
import { App, NodePool, PodIdentityAssociation, Stack } from "karpool/constructs";

// @ts-expect-error: no such field
export const misspelt: karpool.NodePool = { wieght: 1 };
// @ts-expect-error: no such architecture
export const unknown: karpool.NodePool = { arch: ["x86"] };
// @ts-expect-error: a name is missing
export const nameless: karpool.Stack = { region: "us-east-1" };
// @ts-expect-error: no such option
karpool.plan(nameless, { purge: true });
const home = { clusterName: "dev", region: "us-east-1" };
// @ts-expect-error: its section is missing
export const empty: karpool.Piece = { piece: "nodePool", ...home, name: "x86" };
// @ts-expect-error: another's section
export const other: karpool.Piece = { piece: "nodePool", ...home, name: "x86", nodeClass: {} };
// @ts-expect-error: another's section beside its own
export const both: karpool.Piece = { piece: "addon", ...home, name: "coredns", addon: {}, nodeClass: {} };
// @ts-expect-error: no such piece
export const none: karpool.Piece = { piece: "nodePools", ...home };
// @ts-expect-error: neither a stack, although it has a name and a region, nor a whole piece
karpool.plan({ piece: "nodePool", clusterName: "dev", region: "us-east-1", name: "x86" });
// @ts-expect-error: another's section
karpool.plan({ piece: "nodePool", clusterName: "dev", region: "us-east-1", name: "x86", nodeGroup: {} });
// @ts-expect-error: a field of the section outside of it
karpool.plan({ piece: "nodePool", ...home, name: "x86", nodePool: {}, arch: ["amd64"] });
// @ts-expect-error: no such option
karpool.plan("name: dev", { world: { profil: "dev" } });
// @ts-expect-error: which role is missing
new PodIdentityAssociation(new App(), "web", { namespace: "web", serviceAccount: "web" });
// @ts-expect-error: no such field
new NodePool(new Stack(new App(), "dev", { region: "us-east-1" }), "x86", { wieght: 1 });
const network = { vpcId: "vpc-1" };
// @ts-expect-error: a field of a part alone is none of a stack's
karpool.plan({ name: "dev", region: "us-east-1", network, nodePool: {} });
// @ts-expect-error: one digest for several stacks has its path
new App().apply({ approve: { dev: 1 } });
