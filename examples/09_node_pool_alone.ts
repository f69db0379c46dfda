// Only a NodePool, for a cluster that is there and has Karpenter: nothing else is read into it or changed by it.

import * as karpool from "karpool";

export const stacks: karpool.Piece[] = [
  {
    piece: "nodePool",
    clusterName: "dev",
    region: "us-east-1",
    name: "batch",
    nodePool: {
      preset: "spot",
      arch: ["arm64"],
      limits: { cpu: 64 },
      taints: [{ key: "workload", value: "batch", effect: "NoSchedule" }],
    },
  },
];

/** Applies all of it, side by side. */
export async function main(): Promise<void> {
  for (const report of await Promise.all(stacks.map((stack) => karpool.apply(stack)))) {
    console.log(report.stack, report.outcome, report.outputs);
  }
}

if (process.argv[1]?.includes("09_node_pool_alone")) void main();
