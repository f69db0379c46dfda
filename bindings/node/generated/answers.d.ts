// Generated from the schema by `make schema`; a test compares it with the code.
/** What a plan has decided for a node. */
export type Action = "create" | "update" | "keep" | "await" | "delete";

/** One thing that happened. Times are the world's: simulated in the sandbox. */
export type Event = StartedEvent | NodeEvent | NoticeEvent | CancellingEvent | FinishedEvent;

/** What went wrong, as far as a program may want to decide on it. */
export type Kind = "InvalidSpec" | "Preflight" | "Credentials" | "Denied" | "NotOurs" | "Immutable" | "Quota" | "Timeout" | "Broken" | "Unreachable" | "Changed" | "Cancelled" | "NotFound" | "Bug";

/** How a run ended. */
export type Outcome = "done" | "failed" | "cancelled" | "idle";

/** How bad a problem is. */
export type Severity = "error" | "warning";

/** Where a node stands in a run. */
export type State = "creating" | "updating" | "deleting" | "ready" | "gone" | "failed" | "waiting" | "retrying" | "skipped";

/** What a run does. */
export type Verb = "plan" | "apply" | "destroy";

export interface AddonStatus {
  name: string;
  status: string;
  version: string | null;
  issues: string[];
}

/** A call that reached a sandbox. */
export interface Call {
  /** Counts from 1. */
  number: number;
  /** Simulated milliseconds since the Unix epoch. */
  time: number;
  /** `eks`, `iam` and so on, or `kubernetes`. */
  service: string;
  /** `CreateCluster`, or `PATCH nodepools/x86`. */
  operation: string;
  region: string;
  /** ARN of the caller, or the name of the Kubernetes user; empty when not known. */
  caller: string;
  /** What the call is about, as far as its parameters say: `dev/system`. */
  resource: string;
  /** Whether it asked for a change. */
  write: boolean;
  /** The HTTP status. */
  status: number;
  /** `done`, an error code, or what a fault did to it. */
  outcome: string;
}

/** A cancel was asked for: nothing new is started. */
export interface CancellingEvent {
  type: "cancelling";
  at: string;
}

/** One node's part of a plan. */
export interface Change {
  /** The node: `eks.node_group/system`. */
  id: string;
  kind: string;
  /** The name in the service. */
  key: string;
  action: Action;
  fields: Field[];
  /** Why the node is there at all, in one line. */
  why: string;
  /** Grants or opens something: shown in a table of its own. */
  security?: boolean;
  /**
   * A deletion that apply leaves: nobody has asked for it yet (`prune` does), or something still uses the thing, and
   * then `note` says what.
   */
  unapproved?: boolean;
  /** A remark: what it waits for, who else sets a field. */
  note?: string | null;
}

export interface ClusterStatus {
  name: string;
  arn: string;
  /** EKS's word: `ACTIVE`. */
  status: string;
  version: string;
  issues: string[];
  platformVersion?: string | null;
  endpoint?: string | null;
  /** Base64 of PEM. */
  certificateAuthority?: string | null;
}

/** A condition such as `Ready`, as a controller has set it. */
export interface Condition {
  /** `True`, `False` or `Unknown`. */
  status: string;
  reason?: string;
  message?: string;
}

export interface ControllerStatus {
  namespace: string;
  name: string;
  wanted: number;
  ready: number;
  image: string;
}

/** How many changes of each kind a plan has. */
export interface Counts {
  create: number;
  update: number;
  delete: number;
  wait: number;
  keep: number;
  /** Deletions that apply leaves. */
  unapproved: number;
}

/** A field that the user did not give. */
export interface Defaulted {
  path: string;
  value: unknown;
  origin: string;
}

/** An [`Error`] as plain data. */
export interface ErrorRecord {
  kind: Kind;
  message: string;
  node?: string | null;
  doing?: string | null;
  hint?: string | null;
  code?: string | null;
  requestId?: string | null;
}

/** Why a verb did not do all that it should. */
export interface Failure {
  /** Everything that failed, as one text. */
  message: string;
  /** What went wrong, as far as a program may want to decide on it. */
  kind: Kind;
  /** The node of the graph: `karpenter.node_pool/x86`. */
  node: string | null;
  /** The call or step: `eks:CreateCluster`. */
  doing: string | null;
  /** What to do about it. */
  hint: string | null;
  /** The service's own error code. */
  code: string | null;
  /** The service's id of the request. */
  requestId: string | null;
  /** What caused the error, outermost first. */
  causes: string[];
  /** Every error. */
  errors: ErrorRecord[];
  /** What is wrong with the spec, with places. */
  problems: Problem[];
  /** What was done before it failed. */
  report: Report | null;
}

/** One field that differs. */
export interface Field {
  /** Path in the API's own names: `spec.limits.cpu`, `tags.team`. */
  path: string;
  from: unknown;
  to: unknown;
  /** Set when the service can never change it: what to do instead. */
  fixed?: string | null;
  rolls?: Rolls | null;
}

export interface FinishedEvent {
  type: "finished";
  at: string;
  ok: boolean;
}

export interface NodeEvent {
  type: "node";
  at: string;
  id: string;
  state: State;
  /** Why it waits, what is updated, which error. */
  detail?: string | null;
  error?: ErrorRecord | null;
}

export interface NodeGroupStatus {
  name: string;
  status: string;
  version: string | null;
  release: string;
  desired: number | null;
  instanceTypes: string[];
  issues: string[];
}

export interface NodePoolStatus {
  name: string;
  nodeClass: string;
  nodes: number;
  /** CPU in use of the limit, as the API writes them. */
  cpu: string | null;
  cpuLimit: string | null;
  ready: Condition;
}

/** One node's part of a run. Times are seconds since the run started. */
export interface NodeReport {
  id: string;
  action: Action;
  state: State;
  started: number;
  ended: number;
  /** The ids of what it deletes, where that has names of its own: what left the spec, what Karpenter made. */
  standsFor?: string[];
  /** What it waited for last before it could start. */
  after?: string | null;
  detail?: string | null;
  error?: ErrorRecord | null;
}

/** A NodeClaim or a Node. */
export interface NodeStatus {
  name: string;
  /** The NodePool, or the node group. */
  owner: string | null;
  instanceType: string | null;
  capacityType: string | null;
  architecture: string | null;
  zone: string | null;
  ready: Condition;
  /** The Node of a claim. */
  node?: string | null;
}

/** Something the reader should know that belongs to no node. */
export interface NoticeEvent {
  type: "notice";
  at: string;
  text: string;
}

export interface ObjectStatus {
  name: string;
  ready: Condition;
}

/** The place of a problem in a text. */
export interface Place {
  /** The file's name; for a single value, the argument or variable that gave it. */
  file: string;
  /** From 1; 0 when there are no lines. */
  line: number;
  /** From 1, in characters. */
  column: number;
  /** The line's text. */
  excerpt: string;
}

/** Everything that apply, or destroy, would do. */
export interface Plan {
  verb: Verb;
  /** `<region>/<name>`; of one part alone, its kind and name besides. */
  stack: string;
  account: string;
  region: string;
  /** The caller's ARN; no change depends on it. */
  caller: string;
  changes: Change[];
  warnings: string[];
  /** Defaults that were filled in: path, value, where it comes from. */
  defaults: Defaulted[];
  /** What two plans share exactly when they ask for the same writes: apply it with the option `approve`. */
  digest: string;
  counts: Counts;
  /** The endpoint override in force. */
  endpoint?: string | null;
  simulated?: boolean;
  /**
   * Leftovers were looked for everywhere. Without `prune` they are where it costs no call: not under other names and
   * paths, nor among kinds that the spec does not name.
   */
  searched?: boolean;
}

/** A node that a run is going to work on. */
export interface Planned {
  id: string;
  action: Action;
  /** How long this kind typically takes, in seconds; 0 when at once. */
  typical: number;
}

/** One problem. */
export interface Problem {
  severity: Severity;
  /** `nodePools.x86.arch[0]`; empty for the whole spec. */
  path: string;
  /** What is wrong, with the value. */
  message: string;
  /** What to do about it. */
  hint?: string | null;
  /** Where it stands in the text, when the spec came from one. */
  place?: Place | null;
}

/** Everything that a run has done. */
export interface Report {
  verb: Verb;
  stack: string;
  outcome: Outcome;
  /** Seconds of the world's time. */
  seconds: number;
  nodes: NodeReport[];
  /** The chain of nodes that decided how long the run took, first to last. */
  criticalPath: string[];
  /** Named values that other tools ask for. */
  outputs: { [name: string]: unknown };
  /** What left the spec and is still there: until `prune`, or because something uses it, and then a warning says what. */
  left: string[];
  warnings: string[];
}

/** How many nodes a change replaces, by Karpenter's or the node group's rules. */
export interface Rolls {
  /** `None` when the count cannot be read. */
  nodes: number | null;
  why: string;
}

export interface StartedEvent {
  type: "started";
  at: string;
  verb: Verb;
  stack: string;
  account: string;
  region: string;
  nodes: Planned[];
}

/** A stack as it lives. */
export interface Status {
  /** `<region>/<name>`. */
  stack: string;
  account: string;
  at: string;
  nodeGroups: NodeGroupStatus[];
  addons: AddonStatus[];
  /** Karpenter's controller: its Deployments. */
  controllers: ControllerStatus[];
  nodeClasses: ObjectStatus[];
  nodePools: NodePoolStatus[];
  nodeClaims: NodeStatus[];
  nodes: NodeStatus[];
  /** What is wrong, causes first: each in one sentence, with what to do. */
  problems: StatusProblem[];
  /** What could not be read, and why. */
  unknown: string[];
  /** Absent when there is no such cluster. */
  cluster?: ClusterStatus | null;
}

/** Something that is wrong, in one sentence, and what to do about it. */
export interface StatusProblem {
  /** The node that it shows on: `karpenter.node_class/default`. */
  node: string;
  /** What is wrong. */
  message: string;
  /** What to do. */
  hint: string;
}

/** A token for a cluster's Kubernetes API. */
export interface Token {
  /** What goes behind `Authorization: Bearer`. */
  token: string;
  /** When it ends. */
  expires: string;
}

/** What this is, and what it installs when a spec says nothing. */
export interface Version {
  /** The version of karpool. */
  version: string;
  /** The default version of Kubernetes. */
  kubernetes: string;
  /** The default version of Karpenter. */
  karpenter: string;
}
