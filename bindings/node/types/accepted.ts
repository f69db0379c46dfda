// What the compiler accepts, and the types that it sees.

import * as karpool from "karpool";
import { App, Cluster, NodePool, Stack } from "karpool/constructs";

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
}

class SpotPool extends NodePool {
  constructor(scope: Stack, id: string, props: karpool.NodePool = {}) {
    super(scope, id, { capacityTypes: ["spot"], ...props });
  }
}

export function tree(): void {
  const app = new App({ world: new karpool.Sandbox({ speed: 300 }) });
  new SpotPool(new Stack(app, "dev", { region: "us-east-1" }), "batch").props.weight = 10;
  new NodePool(Cluster.fromExisting(app, "there", { region: "us-east-1" }), "x86", { name: "x86" });
}
