// Who may use the cluster, and from where: an administrator by name, a viewer of one namespace, the office by VPN.

import * as karpool from "karpool";

export const stacks: karpool.Stack[] = [
  {
    name: "dev",
    region: "us-east-1",
    network: {
      vpcId: "vpc-0a1b2c3d4e5f60718",
      subnets: { tags: { tier: "private" } },
      endpoint: {
        private: true,
        public: { cidrs: ["203.0.113.0/24"] },
        vpnCidrs: [
          { cidr: "10.8.0.0/16", description: "office VPN" },
          { cidr: "192.168.40.0/24", description: "data centre" },
        ],
      },
    },
    access: {
      admins: ["alice"],
      entries: [{ principal: { user: "bob" }, policies: [{ name: "AmazonEKSViewPolicy", namespaces: ["web"] }] }],
    },
    kubernetes: {
      logs: { types: ["api", "audit", "authenticator", "controllerManager", "scheduler"], retentionDays: 30 },
    },
  },
];

/** Applies all of it, side by side. */
export async function main(): Promise<void> {
  for (const report of await Promise.all(stacks.map((stack) => karpool.apply(stack)))) {
    console.log(report.stack, report.outcome, report.outputs);
  }
}

if (process.argv[1]?.includes("03_users_and_vpn")) void main();
