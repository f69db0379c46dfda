// Two clusters in two regions from one program: what they share is said once.

import * as karpool from "karpool";

/** The shop's cluster in a region, with at most so many processors. */
const shop = (region: string, short: string, cpu: number): karpool.Stack => ({
  name: `shop-${short}`,
  region,
  tags: { app: "shop" },
  network: { vpcId: { name: "main" }, subnets: { tags: { tier: "private" } } },
  nodePools: { x86: { preset: "x86", limits: { cpu } } },
});

export const stacks: karpool.Stack[] = [shop("us-east-1", "east", 400), shop("us-west-2", "west", 100)];

/** Applies all of it, side by side. */
export async function main(): Promise<void> {
  for (const report of await Promise.all(stacks.map((stack) => karpool.apply(stack)))) {
    console.log(report.stack, report.outcome, report.outputs);
  }
}

if (process.argv[1]?.includes("10_two_regions")) void main();
