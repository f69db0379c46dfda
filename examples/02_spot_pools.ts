// Spot capacity first, on-demand as the way out, and a pool of its own for batch work that may be interrupted.

import * as karpool from "karpool";

const network: karpool.Network = { vpcId: "vpc-0a1b2c3d4e5f60718", subnets: { tags: { tier: "private" } } };

const batch: karpool.NodePool = {
  preset: "spot",
  capacityTypes: ["spot"],
  categories: ["c", "m", "r"],
  cpu: { min: 4, max: 32 },
  requirements: [{ key: "karpenter.k8s.aws/instance-hypervisor", operator: "In", values: ["nitro"] }],
  labels: { workload: "batch" },
  taints: [{ key: "workload", value: "batch", effect: "NoSchedule" }],
  expireAfter: "168h",
  disruption: {
    policy: "WhenEmpty",
    after: "10m",
    budgets: [
      { nodes: "20%" },
      { nodes: 0, schedule: "0 9 * * mon-fri", duration: "8h", reasons: ["Drifted"] },
    ],
  },
};

export const stacks: karpool.Stack[] = [
  {
    name: "batch",
    region: "us-east-1",
    tags: { team: "data", "cost-center": "4711" },
    network,
    nodeClasses: {
      default: {
        ami: "al2023",
        volumes: [{ device: "/dev/xvda", size: "100Gi", type: "gp3", throughput: 250 }],
        kubelet: { maxPods: 110 },
      },
    },
    nodePools: {
      spot: { preset: "spot", arch: ["amd64", "arm64"], weight: 50, limits: { cpu: 400, memory: "1600Gi" } },
      batch,
      x86: { preset: "x86", weight: 10 },
    },
  },
];

/** Applies all of it, side by side. */
export async function main(): Promise<void> {
  for (const report of await Promise.all(stacks.map((stack) => karpool.apply(stack)))) {
    console.log(report.stack, report.outcome, report.outputs);
  }
}

if (process.argv[1]?.includes("02_spot_pools")) void main();
