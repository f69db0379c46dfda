"""Karpenter's nodes take the role of the managed group, whose access entry EKS has made already."""

import asyncio

import karpool

stacks = [
    karpool.Stack(
        name="dev",
        region="us-east-1",
        network=karpool.Network(
            vpc_id="vpc-0a1b2c3d4e5f60718",
            subnets=karpool.Tagged(tags={"tier": "private"}),
        ),
        node_role=karpool.NodeRole(reuse="nodeGroups/system"),
        node_groups={
            "system": karpool.NodeGroup(
                instance_types=["m7g.large", "m6g.large"],
                size=karpool.Size(min=2, desired=2, max=4),
                disk=karpool.Disk(size="80Gi", type="gp3"),
                labels={"role": "system"},
            ),
        },
        addons={
            "vpc-cni": karpool.Addon(values={"env": {"ENABLE_PREFIX_DELEGATION": "true"}}),
            "aws-ebs-csi-driver": karpool.Addon(
                pod_identity=karpool.AddonPodIdentity(
                    service_account="ebs-csi-controller-sa",
                    policies=["AmazonEBSCSIDriverPolicy"],
                ),
            ),
        },
    ),
]


async def main() -> None:
    """Applies all of it, side by side."""
    for report in await asyncio.gather(*(karpool.apply(stack) for stack in stacks)):
        print(report.stack, report.outcome, report.outputs)


if __name__ == "__main__":
    asyncio.run(main())
