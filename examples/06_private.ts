// Nodes that do not leave the VPC: VPC endpoints for every service they call, and a mirror for public images.

import * as karpool from "karpool";

const mirror = "111122223333.dkr.ecr.us-east-1.amazonaws.com/karpenter";
const digest = "sha256:0000000000000000000000000000000000000000000000000000000000000001";

export const stacks: karpool.Stack[] = [
  {
    name: "dev",
    region: "us-east-1",
    network: {
      vpcId: "vpc-0a1b2c3d4e5f60718",
      subnets: { tags: { tier: "private" } },
      private: true,
      endpoint: { vpnCidrs: [{ cidr: "10.8.0.0/16", description: "office VPN" }] },
    },
    kubernetes: { secrets: { kmsKey: "create" }, logs: { kmsKey: "create", retentionDays: 365 } },
    karpenter: {
      chart: `oci://${mirror}/karpenter`,
      values: { controller: { image: { repository: `${mirror}/controller`, digest } } },
    },
  },
];

/** Applies all of it, side by side. */
export async function main(): Promise<void> {
  for (const report of await Promise.all(stacks.map((stack) => karpool.apply(stack)))) {
    console.log(report.stack, report.outcome, report.outputs);
  }
}

if (process.argv[1]?.includes("06_private")) void main();
