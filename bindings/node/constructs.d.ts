import { Construct, RootConstruct } from "constructs";
import type * as karpool from "./index";

/** A section of a stack; its `props` may be changed until the app is planned. */
export class Section<P> extends Construct {
  props: P;
  constructor(scope: Construct, id: string, props?: P);
}

type Named<P> = P & {
  /** Its name in the spec. Default: the construct's id. */
  name?: string;
};

declare class NamedSection<P> extends Section<P> {
  readonly name: string;
  constructor(scope: Construct, id: string, props?: Named<P>);
}

/** A NodePool: one of the stack's `nodePools`, or alone. */
export class NodePool extends NamedSection<karpool.NodePool> {}
/** An EC2NodeClass: one of the stack's `nodeClasses`, or alone. */
export class NodeClass extends NamedSection<karpool.NodeClass> {}
/** A managed node group: one of the stack's `nodeGroups`, or alone beside a `Network`. */
export class NodeGroup extends NamedSection<karpool.NodeGroup> {}
/** An EKS addon: one of the stack's `addons`, or alone. */
export class Addon extends NamedSection<karpool.Addon> {}
/** A NodeOverlay of a stack. */
export class NodeOverlay extends NamedSection<karpool.NodeOverlay> {}
/** A Fargate profile of a stack. */
export class FargateProfile extends NamedSection<karpool.FargateProfile> {}
/** An access entry: one of the stack's `access.entries`, or alone. */
export class AccessEntry extends Section<karpool.AccessEntry> {}
/** Where the cluster of a stack lives; in a cluster that is there, where its `Cluster` and `NodeGroup` live. */
export class Network extends Section<karpool.Network> {}
/** Who may use the cluster of a stack. */
export class Access extends Section<karpool.Access> {}
/** The role of Karpenter's nodes, in a stack or alone; a `KarpenterRole` beside it may pass it on. */
export class NodeRole extends Section<karpool.NodeRole> {}
/** Karpenter in a stack. */
export class Karpenter extends Section<karpool.Karpenter> {}
/** Karpenter's chart with its CRDs: those fields of the stack's `karpenter`, or alone. */
export class KarpenterChart extends Section<karpool.KarpenterChart> {}
/** The role of Karpenter's controller, in a stack or alone. */
export class KarpenterRole extends Section<karpool.KarpenterRole> {}
/** The interruption queue with its rules, in a stack or alone. */
export class InterruptionQueue extends Section<karpool.InterruptionQueue> {}
/** An instance profile for a role by name, in a cluster that is there; a stack makes its own. */
export class InstanceProfile extends Section<karpool.InstanceProfile> {}
/** Which role the pods of a service account get, in a cluster that is there; a stack makes Karpenter's own. */
export class PodIdentityAssociation extends Section<karpool.PodIdentityAssociation> {}

/** The control plane of a stack, or alone beside a `Network`. */
export class Cluster extends Section<karpool.Cluster> {
  /** A cluster that is there; what is put into it is applied piece by piece, and nothing else of it is touched. */
  static fromExisting(scope: Construct, id: string, props: ExistingClusterProps): ExistingCluster;
}

export interface ExistingClusterProps {
  /** Its name. Default: the construct's id. */
  clusterName?: string;
  /** Its region. Default: that of the world of the app. */
  region?: karpool.Region;
}

/** Answers by the paths of constructs. */
export type ByPath<T> = { [path: string]: T };

/** A digest; for several stacks one for each path, or the plans themselves: `app.apply({ approve: await app.plan() })`. */
export type Approval = string | ByPath<string | karpool.Plan>;

type Approved<O> = Omit<O, "approve"> & { approve?: Approval };

/** What verbs that write take; the callback is told of which construct an event is. */
export type RunOptions = Omit<karpool.RunOptions, "approve" | "onEvent"> & {
  approve?: Approval;
  /** Is told of every event and of the path of its construct; a promise is awaited before the next. */
  onEvent?: (event: karpool.Event, path: string) => unknown;
};

/** What an error of several stacks has besides; several errors are an `AggregateError` of such, with `done` as well. */
export interface Placed<T> {
  /** The construct that failed. */
  path: string;
  /** What the others ended with. */
  done: ByPath<T>;
}

interface Verbs {
  /** What `apply` would do; throws `InvalidSpec` when the tree is not valid. */
  plan(options?: Approved<karpool.PlanOptions>): Promise<ByPath<karpool.Plan>>;
  /** What `destroy` would do. */
  planDestroy(options?: Approved<karpool.PlanOptions>): Promise<ByPath<karpool.Plan>>;
  /** Makes the world as the tree says; stacks go side by side, and one that fails does not end the others. */
  apply(options?: RunOptions): Promise<ByPath<karpool.Report>>;
  /** Deletes everything that the stacks own. */
  destroy(options?: RunOptions): Promise<ByPath<karpool.Report>>;
}

export type StackProps = Omit<karpool.Stack, "name" | "region"> & {
  /** The cluster's name. Default: the construct's id. */
  name?: string;
  /** The region. Default: that of the world of the app. */
  region?: karpool.Region;
};

export interface Stack extends Verbs {}
/** One cluster with everything that belongs to it. */
export class Stack extends Construct {
  props: karpool.Stack;
  constructor(scope: Construct, id: string, props: StackProps);
  /** The spec as a plain object. */
  toSpec(): karpool.Stack;
}

export interface ExistingCluster extends Verbs {}
/** A cluster that is there. */
export class ExistingCluster extends Construct {
  readonly clusterName: string;
  readonly region: karpool.Region | undefined;
  constructor(scope: Construct, id: string, props: ExistingClusterProps);
}

export interface App extends Verbs {}
/** The root: all stacks of a program. */
export class App extends RootConstruct {
  constructor(options?: RunOptions);
  /** The specs of all stacks and pieces, validated, by the paths of their constructs. */
  synth(): ByPath<karpool.Stack | karpool.Piece>;
}
