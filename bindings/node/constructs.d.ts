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

export class NodePool extends NamedSection<karpool.NodePool> {}
export class NodeClass extends NamedSection<karpool.NodeClass> {}
export class NodeGroup extends NamedSection<karpool.NodeGroup> {}
export class Addon extends NamedSection<karpool.Addon> {}
export class AccessEntry extends Section<karpool.AccessEntry> {}
export class Network extends Section<karpool.Network> {}
export class Access extends Section<karpool.Access> {}
export class NodeRole extends Section<karpool.NodeRole> {}
export class Karpenter extends Section<karpool.Karpenter> {}
export class KarpenterRole extends Section<karpool.KarpenterRole> {}
export class InterruptionQueue extends Section<karpool.InterruptionQueue> {}

/** The control plane of a stack. */
export class Cluster extends Section<karpool.Cluster> {
  /** A cluster that is there; what is put into it is applied piece by piece, and nothing else of it is touched. */
  static fromExisting(scope: Construct, id: string, props: ExistingClusterProps): ExistingCluster;
}

export interface ExistingClusterProps {
  /** Its name. Default: the construct's id. */
  clusterName?: string;
  region: karpool.Region;
}

/** Answers by the paths of constructs. */
export type ByPath<T> = { [path: string]: T };

interface Verbs {
  /** What `apply` would do; throws `InvalidSpec` when the tree is not valid. */
  plan(options?: karpool.PlanOptions): Promise<ByPath<karpool.Plan>>;
  /** Makes the world as the tree says; stacks go side by side. */
  apply(options?: karpool.RunOptions): Promise<ByPath<karpool.Report>>;
  /** Deletes everything that the stacks own. */
  destroy(options?: karpool.RunOptions): Promise<ByPath<karpool.Report>>;
}

export type StackProps = Omit<karpool.Stack, "name"> & {
  /** The cluster's name. Default: the construct's id. */
  name?: string;
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
  readonly region: karpool.Region;
  constructor(scope: Construct, id: string, props: ExistingClusterProps);
}

export interface App extends Verbs {}
/** The root: all stacks of a program. */
export class App extends RootConstruct {
  constructor(options?: karpool.RunOptions);
  /** The specs of all stacks and pieces, validated, by the paths of their constructs. */
  synth(): ByPath<karpool.Stack | karpool.Piece>;
}
