// Karpenter's nodes take the role of the managed group, whose access entry EKS has made already.

import * as karpool from "karpool";

export const stacks: karpool.Stack[] = [
  {
    name: "dev",
    region: "us-east-1",
    network: { vpcId: "vpc-0a1b2c3d4e5f60718", subnets: { tags: { tier: "private" } } },
    nodeRole: { reuse: "nodeGroups/system" },
    nodeGroups: {
      system: {
        instanceTypes: ["m7g.large", "m6g.large"],
        size: { min: 2, desired: 2, max: 4 },
        disk: { size: "80Gi", type: "gp3" },
        labels: { role: "system" },
      },
    },
    addons: {
      "vpc-cni": { values: { env: { ENABLE_PREFIX_DELEGATION: "true" } } },
      "aws-ebs-csi-driver": {
        podIdentity: { serviceAccount: "ebs-csi-controller-sa", policies: ["AmazonEBSCSIDriverPolicy"] },
      },
    },
  },
];

/** Applies all of it, side by side. */
export async function main(): Promise<void> {
  for (const report of await Promise.all(stacks.map((stack) => karpool.apply(stack)))) {
    console.log(report.stack, report.outcome, report.outputs);
  }
}

if (process.argv[1]?.includes("04_reused_node_role")) void main();
