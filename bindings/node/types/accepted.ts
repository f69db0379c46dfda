// What the compiler accepts, and the types that it sees.

import * as karpool from "karpool";
import { type Placed, App, Cluster, InstanceProfile, KarpenterChart, NodePool, PodIdentityAssociation, Stack } from "karpool/constructs";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): void => void (0 as unknown as T);

const stack: karpool.Stack = {
  name: "dev",
  region: "us-east-1",
  network: { vpcId: { tags: { team: "a" } }, subnets: ["subnet-1"] },
  nodePools: { x86: { arch: ["amd64"], limits: { cpu: 10 } } },
};

export async function work(): Promise<void> {
  const plan = await karpool.plan(stack, { prune: true });
  same<Same<typeof plan, karpool.Plan>>();
  const report = await karpool.apply(stack, { approve: plan.digest, signal: new AbortController().signal });
  same<Same<typeof report.outcome, karpool.Outcome>>();
  for await (const event of karpool.apply(stack)) {
    if (event.type === "node") same<Same<typeof event, karpool.NodeEvent>>();
  }
  try {
    await karpool.destroy(stack, { world: { profile: "dev", kubernetes: { server: "https://127.0.0.1:8443" } } });
  } catch (error) {
    if (error instanceof karpool.Denied) console.log(error.node, error.requestId, error.report?.outcome);
  }
  await karpool.plan({ piece: "nodePool", clusterName: "dev", region: "us-east-1", name: "x86", nodePool: {} });
  const world: karpool.WorldOptions = { profile: "dev", region: "eu-central-1" };
  karpool.check("name: dev", { world });
  karpool.check("name: dev", { world: { cache: new URL("file:///charts") } });
  await karpool.kubeconfig(stack, { path: new URL("file:///config"), world: new karpool.Sandbox({ folder: new URL("file:///a") }) });
  await karpool.token({ cluster: "dev", world });
}

/** A piece is told by its word, and then holds that section. */
export function section(piece: karpool.Piece): unknown {
  switch (piece.piece) {
    case "nodePool":
      same<Same<typeof piece.nodePool, karpool.NodePool>>();
      return piece.nodePool.arch;
    case "podIdentityAssociation":
      return piece.podIdentityAssociation.roleArn;
    default:
      return piece.clusterName;
  }
}

class SpotPool extends NodePool {
  constructor(scope: Stack, id: string, props: karpool.NodePool = {}) {
    super(scope, id, { capacityTypes: ["spot"], ...props });
  }
}

export async function several(app: App): Promise<void> {
  const plans = await app.plan({ prune: true });
  const reports = await app.apply({ approve: plans, onEvent: async (event, path) => console.log(path, event.type) });
  same<Same<typeof reports, { [path: string]: karpool.Report }>>();
  await app.planDestroy();
  try {
    await app.destroy();
  } catch (error) {
    if (error instanceof karpool.KarpoolError) console.log((error as karpool.KarpoolError & Placed<karpool.Report>).done);
  }
}

export function tree(): void {
  const app = new App({ world: new karpool.Sandbox({ speed: 300 }) });
  new SpotPool(new Stack(app, "dev", { region: "us-east-1" }), "batch").props.weight = 10;
  const there = Cluster.fromExisting(app, "there", { region: "us-east-1" });
  new NodePool(there, "x86", { name: "x86" });
  new InstanceProfile(there, "profile", { role: "nodes" });
  const roleArn = "arn:aws:iam::111122223333:role/web";
  new PodIdentityAssociation(there, "web", { namespace: "web", serviceAccount: "web", roleArn });
  new KarpenterChart(there, "chart", { version: "1.14.1", interruptionQueue: "there" });
}
