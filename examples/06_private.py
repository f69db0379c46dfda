"""Nodes that do not leave the VPC: VPC endpoints for every service they call, and a mirror for public images."""

import asyncio

import karpool

MIRROR = "111122223333.dkr.ecr.us-east-1.amazonaws.com/karpenter"
DIGEST = "sha256:0000000000000000000000000000000000000000000000000000000000000001"

stacks = [
    karpool.Stack(
        name="dev",
        region="us-east-1",
        network=karpool.Network(
            vpc_id="vpc-0a1b2c3d4e5f60718",
            subnets=karpool.Tagged(tags={"tier": "private"}),
            private=True,
            endpoint=karpool.Endpoint(vpn_cidrs=[karpool.VpnCidr(cidr="10.8.0.0/16", description="office VPN")]),
        ),
        kubernetes=karpool.Cluster(
            secrets=karpool.Secrets(kms_key="create"),
            logs=karpool.Logs(kms_key="create", retention_days=365),
        ),
        karpenter=karpool.Karpenter(
            chart=f"oci://{MIRROR}/karpenter",
            values={"controller": {"image": {"repository": f"{MIRROR}/controller", "digest": DIGEST}}},
        ),
    ),
]


async def main() -> None:
    """Applies all of it, side by side."""
    for report in await asyncio.gather(*(karpool.apply(stack) for stack in stacks)):
        print(report.stack, report.outcome, report.outputs)


if __name__ == "__main__":
    asyncio.run(main())
