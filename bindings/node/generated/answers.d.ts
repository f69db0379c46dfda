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

/** An addon as EKS describes it. */
export interface AddonStatus {
  /** Its name. */
  name: string;
  /** EKS's word: `ACTIVE`. */
  status: string;
  /** Its version. */
  version: string | null;
  /** What EKS says is wrong with it. */
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
  /** The region that was called. */
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
  /** When it happened. */
  at: string;
}

/** One node's part of a plan. */
export interface Change {
  /** The node: `eks.node_group/system`. */
  id: string;
  /** The kind of the thing: `eks.node_group`. */
  kind: string;
  /** The name in the service. */
  key: string;
  /** What would be done to it. */
  action: Action;
  /** What differs; when it is created, what it would be given. */
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

/** The control plane as EKS describes it. */
export interface ClusterStatus {
  /** Its name. */
  name: string;
  /** Its ARN. */
  arn: string;
  /** EKS's word: `ACTIVE`. */
  status: string;
  /** The version of Kubernetes. */
  version: string;
  /** What EKS says is wrong with it. */
  issues: string[];
  /** EKS's own version of the control plane. */
  platformVersion?: string | null;
  /** The address of its API. */
  endpoint?: string | null;
  /** Base64 of PEM. */
  certificateAuthority?: string | null;
}

/** A condition such as `Ready`, as a controller has set it. */
export interface Condition {
  /** `True`, `False` or `Unknown`. */
  status: string;
  /** The controller's word for why. */
  reason?: string;
  /** The controller's sentence. */
  message?: string;
}

/** A Deployment of Karpenter's controller. */
export interface ControllerStatus {
  /** Its namespace. */
  namespace: string;
  /** Its name. */
  name: string;
  /** How many pods it is to have. */
  wanted: number;
  /** How many of them are ready. */
  ready: number;
  /** The image that they run. */
  image: string;
}

/** How many changes of each kind a plan has. */
export interface Counts {
  /** What would be made. */
  create: number;
  /** What would be changed in place. */
  update: number;
  /** What would be deleted. */
  delete: number;
  /** What is being changed already, and is waited for. */
  wait: number;
  /** What stays as it is. */
  keep: number;
  /** Deletions that apply leaves. */
  unapproved: number;
}

/** A field that the user did not give. */
export interface Defaulted {
  /** Where it stands in the spec: `nodePools.x86.weight`. */
  path: string;
  /** What it was filled in with. */
  value: unknown;
  /** Where that comes from: `default`, `preset graviton`, `environment production`. */
  origin: string;
}

/** An error as plain data. */
export interface ErrorRecord {
  /** What went wrong, as far as a program may want to decide on it. */
  kind: Kind;
  /** What failed, with the value. */
  message: string;
  /** The node of the graph: `karpenter.node_pool/x86`. */
  node?: string | null;
  /** The call or step: `eks:CreateCluster`. */
  doing?: string | null;
  /** What to do about it. */
  hint?: string | null;
  /** The service's own error code. */
  code?: string | null;
  /** The service's id of the request. */
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
  /** What it is now; null when there is nothing. */
  from: unknown;
  /** What it will be; null when it goes. */
  to: unknown;
  /** Set when the service can never change it: what to do instead. */
  fixed?: string | null;
  /** How many nodes the change replaces, if any. */
  rolls?: Rolls | null;
}

/** The run has ended. */
export interface FinishedEvent {
  type: "finished";
  /** When it happened. */
  at: string;
  /** Whether all was done. */
  ok: boolean;
}

/** A node has come into another state. */
export interface NodeEvent {
  type: "node";
  /** When it happened. */
  at: string;
  /** The node: `eks.node_group/system`. */
  id: string;
  /** Where it stands now. */
  state: State;
  /** Why it waits, what is updated, which error. */
  detail?: string | null;
  /** Why it failed, or why it is tried again. */
  error?: ErrorRecord | null;
}

/** A managed node group as EKS describes it. */
export interface NodeGroupStatus {
  /** Its name. */
  name: string;
  /** EKS's word: `ACTIVE`. */
  status: string;
  /** The version of Kubernetes of its nodes. */
  version: string | null;
  /** The release of its image. */
  release: string;
  /** How many nodes it is to have now. */
  desired: number | null;
  /** Its instance types. */
  instanceTypes: string[];
  /** What EKS says is wrong with it. */
  issues: string[];
}

/** A NodePool of Karpenter. */
export interface NodePoolStatus {
  /** Its name. */
  name: string;
  /** The EC2NodeClass of its nodes. */
  nodeClass: string;
  /** How many nodes it has. */
  nodes: number;
  /** CPU in use of the limit, as the API writes it. */
  cpu: string | null;
  /** The limit of CPU, as the API writes it. */
  cpuLimit: string | null;
  /** Whether Karpenter finds it ready. */
  ready: Condition;
}

/** One node's part of a run. Times are seconds since the run started. */
export interface NodeReport {
  /** The node: `eks.node_group/system`. */
  id: string;
  /** What the plan had decided for it. */
  action: Action;
  /** Where it ended. */
  state: State;
  /** When work on it began. */
  started: number;
  /** When it was done with. */
  ended: number;
  /** The ids of what it deletes, where that has names of its own: what left the spec, what Karpenter made. */
  standsFor?: string[];
  /** What it waited for last before it could start. */
  after?: string | null;
  /** What was done, or why not. */
  detail?: string | null;
  /** Why it failed. */
  error?: ErrorRecord | null;
}

/** A NodeClaim or a Node. */
export interface NodeStatus {
  /** Its name. */
  name: string;
  /** The NodePool, or the node group. */
  owner: string | null;
  /** Its instance type. */
  instanceType: string | null;
  /** How it was bought: `on-demand`, `spot`. */
  capacityType: string | null;
  /** The architecture of its processor: `arm64`. */
  architecture: string | null;
  /** Its availability zone. */
  zone: string | null;
  /** Whether it is ready. */
  ready: Condition;
  /** The Node of a claim. */
  node?: string | null;
}

/** Something the reader should know that belongs to no node. */
export interface NoticeEvent {
  type: "notice";
  /** When it happened. */
  at: string;
  /** What there is to know. */
  text: string;
}

/** An object of Karpenter and its `Ready` condition. */
export interface ObjectStatus {
  /** Its name. */
  name: string;
  /** Whether its controller finds it ready. */
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
  /** Whether it is of an apply or of a destroy. */
  verb: Verb;
  /** `<region>/<name>`; of one part alone, its kind and name besides. */
  stack: string;
  /** The account, twelve digits. */
  account: string;
  /** The region. */
  region: string;
  /** The caller's ARN; no change depends on it. */
  caller: string;
  /** Every node of the stack, also those that stay as they are. */
  changes: Change[];
  /** What may surprise. */
  warnings: string[];
  /** Defaults that were filled in: path, value, where it comes from. */
  defaults: Defaulted[];
  /** What two plans share exactly when they ask for the same writes: apply it with the option `approve`. */
  digest: string;
  /** How many changes there are of each kind. */
  counts: Counts;
  /** The endpoint override in force. */
  endpoint?: string | null;
  /** Whether nothing of this is real. */
  simulated?: boolean;
  /**
   * Leftovers were looked for everywhere. Without `prune` they are where it costs no call: not under other names and
   * paths, nor among kinds that the spec does not name.
   */
  searched?: boolean;
}

/** A node that a run is going to work on. */
export interface Planned {
  /** The node: `eks.node_group/system`. */
  id: string;
  /** What will be done to it. */
  action: Action;
  /** How long this kind typically takes, in seconds; 0 when at once. */
  typical: number;
}

/** One problem. */
export interface Problem {
  /** How bad it is. */
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
  /** What was done. */
  verb: Verb;
  /** `<region>/<name>`; of one part alone, its kind and name besides. */
  stack: string;
  /** How it ended. */
  outcome: Outcome;
  /** Seconds of the world's time. */
  seconds: number;
  /** Every node, in the order of the graph. */
  nodes: NodeReport[];
  /** The chain of nodes that decided how long the run took, first to last. */
  criticalPath: string[];
  /** Named values that other tools ask for: `cluster.endpoint`, `karpenter.queueName`. */
  outputs: { [name: string]: unknown };
  /** What left the spec and is still there: until `prune`, or because something uses it, and then a warning says what. */
  left: string[];
  /** What may surprise. */
  warnings: string[];
}

/** How many nodes a change replaces, by Karpenter's or the node group's rules. */
export interface Rolls {
  /** How many nodes; null when they cannot be counted. */
  nodes: number | null;
  /** Which rule says so. */
  why: string;
}

/** A run begins to work. */
export interface StartedEvent {
  type: "started";
  /** When it happened. */
  at: string;
  /** What the run does. */
  verb: Verb;
  /** `<region>/<name>`; of one part alone, its kind and name besides. */
  stack: string;
  /** The account, twelve digits. */
  account: string;
  /** The region. */
  region: string;
  /** What will be worked on. */
  nodes: Planned[];
}

/** A stack as it lives. */
export interface Status {
  /** `<region>/<name>`. */
  stack: string;
  /** The account, twelve digits. */
  account: string;
  /** When it was read. */
  at: string;
  /** The managed node groups. */
  nodeGroups: NodeGroupStatus[];
  /** The EKS addons. */
  addons: AddonStatus[];
  /** Karpenter's controller: its Deployments. */
  controllers: ControllerStatus[];
  /** Karpenter's EC2NodeClasses. */
  nodeClasses: ObjectStatus[];
  /** Karpenter's NodePools. */
  nodePools: NodePoolStatus[];
  /** Karpenter's NodeClaims: machines that it has asked for. */
  nodeClaims: NodeStatus[];
  /** The nodes, of groups and of Karpenter. */
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
