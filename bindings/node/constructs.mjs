// Names for `import`; the test compares them with those of `require`.
import constructs from "./constructs.js";

export default constructs;
export const { App, Stack, Section, Cluster, ExistingCluster, Network, Access, AccessEntry, Addon } = constructs;
export const { NodeGroup, NodeRole, NodeClass, NodePool, NodeOverlay, FargateProfile } = constructs;
export const { Karpenter, KarpenterChart, KarpenterRole, InterruptionQueue } = constructs;
export const { InstanceProfile, PodIdentityAssociation } = constructs;
