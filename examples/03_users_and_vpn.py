"""Who may use the cluster, and from where: an administrator by name, a viewer of one namespace, the office by VPN."""

import asyncio

import karpool

stacks = [
    karpool.Stack(
        name="dev",
        region="us-east-1",
        network=karpool.Network(
            vpc_id="vpc-0a1b2c3d4e5f60718",
            subnets=karpool.Tagged(tags={"tier": "private"}),
            endpoint=karpool.Endpoint(
                private=True,
                public=karpool.PublicRanges(cidrs=["203.0.113.0/24"]),
                vpn_cidrs=[
                    karpool.VpnCidr(cidr="10.8.0.0/16", description="office VPN"),
                    karpool.VpnCidr(cidr="192.168.40.0/24", description="data centre"),
                ],
            ),
        ),
        access=karpool.Access(
            admins=["alice"],
            entries=[
                karpool.AccessEntry(
                    principal=karpool.UserName(user="bob"),
                    policies=[karpool.AccessPolicy(name="AmazonEKSViewPolicy", namespaces=["web"])],
                ),
            ],
        ),
        kubernetes=karpool.Cluster(
            logs=karpool.Logs(
                types=["api", "audit", "authenticator", "controllerManager", "scheduler"],
                retention_days=30,
            ),
        ),
    ),
]


async def main() -> None:
    """Applies all of it, side by side."""
    for report in await asyncio.gather(*(karpool.apply(stack) for stack in stacks)):
        print(report.stack, report.outcome, report.outputs)


if __name__ == "__main__":
    asyncio.run(main())
