// A cluster that is there gets Karpenter and two pools; nothing else of it is changed.

import * as karpool from "karpool";

export const stacks: karpool.Stack[] = [
  {
    name: "legacy",
    region: "us-east-1",
    kubernetes: { existing: true },
    network: { vpcId: "vpc-0a1b2c3d4e5f60718", subnets: { tags: { tier: "private" } } },
    karpenter: { replicas: 2, settings: { batchMaxDuration: "15s" } },
    nodeClasses: { default: { ami: "bottlerocket" } },
    nodePools: {
      x86: { preset: "x86", limits: { cpu: 200 } },
      graviton: { preset: "graviton", limits: { cpu: 200 } },
    },
  },
];

/** Applies all of it, side by side. */
export async function main(): Promise<void> {
  for (const report of await Promise.all(stacks.map((stack) => karpool.apply(stack)))) {
    console.log(report.stack, report.outcome, report.outputs);
  }
}

if (process.argv[1]?.includes("05_existing_cluster")) void main();
