// The smallest spec: a cluster with Karpenter in a VPC that is there.

import * as karpool from "karpool";

export const stacks: karpool.Stack[] = [
  {
    name: "dev",
    region: "us-east-1",
    network: { vpcId: "vpc-0a1b2c3d4e5f60718", subnets: { tags: { tier: "private" } } },
  },
];

/** Applies all of it, side by side. */
export async function main(): Promise<void> {
  for (const report of await Promise.all(stacks.map((stack) => karpool.apply(stack)))) {
    console.log(report.stack, report.outcome, report.outputs);
  }
}

if (process.argv[1]?.includes("01_smallest")) void main();
