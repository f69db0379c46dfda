import type { Call, Event, Kind, Plan, Problem, Report, Status, Token, Version } from "./generated/answers";
import type { Options, Piece, SandboxOptions, Stack, WorldOptions } from "./generated/spec";

export * from "./errors";
export * from "./generated/answers";
export * from "./generated/errors";
export * from "./generated/spec";

type FieldOf<P> = P extends unknown ? keyof P : never;
/** Fields of a part alone that a stack does not have: one beside a stack's own is a slip of the pen. */
type NoPiece = { [F in Exclude<FieldOf<Piece>, keyof Stack>]?: never };

/** A stack, one part of it alone (an object with a field `piece`), a text (YAML or JSON), or the URL of a file. */
export type Spec = (Stack & NoPiece) | Piece | string | URL;

/** A simulated AWS account: no credentials, no cost. Give it to a verb as its `world`. */
export class Sandbox {
  constructor(options?: Partial<Omit<SandboxOptions, "folder">> & { folder?: string | URL | null });
  /** Every call so far, AWS and Kubernetes. */
  log(): Call[];
  /** Writes the world down and stops what runs beside it. */
  close(): void;
}

/** A sandbox, or how AWS is reached; a folder may be the URL of one. */
export type World = Sandbox | (Omit<WorldOptions, "cache"> & { cache?: string | URL | null });

/** What reading verbs take. */
export interface ReadOptions {
  /** Where it works; all comes from the environment when it is left out. */
  world?: World;
  /** Cancels when it is aborted. */
  signal?: AbortSignal;
}

/** What verbs that plan take. */
export interface PlanOptions extends ReadOptions, Options {}

/** What verbs that write take. */
export interface RunOptions extends PlanOptions {
  /**
   * Is told of every event, one after the other, whether the run is awaited or not; a promise is awaited before the next.
   * Then no progress is printed. When it throws, the run winds down, and its end is the `cause`.
   */
  onEvent?: (event: Event) => unknown;
  /** Whether progress is printed to the standard error. Default: `true`. */
  progress?: boolean;
}

/** Where a kubeconfig goes. */
export interface KubeconfigOptions extends ReadOptions {
  /** The file into which the context is put; nothing is written without one. */
  path?: string | URL;
  /** The context's name; otherwise the cluster's. */
  context?: string;
}

/** A verb that is being done: await it for its answer, iterate over it for its events. */
export class Run<T> implements Promise<T>, AsyncIterable<Event> {
  private constructor();
  /**
   * The events from the first on, until the run ends; then no progress is printed unless the run is awaited already.
   * Leaving the loop, also by an exception, leaves the run as it is.
   */
  events(): AsyncGenerator<Event, void, undefined>;
  [Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined>;
  /**
   * Cancels: awaiting the run then throws `Cancelled` with the report. The second time, calls in flight are dropped; a
   * signal or Ctrl-C that came before does not count.
   */
  cancel(): void;
  then<A = T, B = never>(
    resolve?: ((value: T) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B>;
  catch<B = never>(reject?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B>;
  finally(done?: (() => void) | null): Promise<T>;
  readonly [Symbol.toStringTag]: string;
}

/** The names of the kinds of errors, in their documented order. */
export const kinds: Kind[];
/** The version, and what is installed when a spec says nothing. */
export function version(): Version;
/** The JSON Schema of the spec. */
export function schema(): { [name: string]: unknown };
/** A plan as a table; a report as a table under its timeline. */
export function html(answer: Plan | Report): string;
/** The fields of a spec as they were written; not yet checked. For a file of a part alone, say `load<Piece>(file)`. */
export function load<T extends Stack | Piece = Stack>(spec: Spec): T;
/**
 * All problems of a spec, found without any call: errors first, then warnings. Of a `world` only its region counts, which
 * is that of a spec that names none.
 */
export function check(spec: Spec, options?: Pick<ReadOptions, "world">): Problem[];
/** What `apply` would do. Nothing is written. */
export function plan(spec: Spec, options?: PlanOptions): Run<Plan>;
/** What `destroy` would do. Nothing is written. */
export function planDestroy(spec: Spec, options?: PlanOptions): Run<Plan>;
/** Makes the world as the spec says; applying again changes nothing. */
export function apply(spec: Spec, options?: RunOptions): Run<Report>;
/** Deletes everything that the stack owns. */
export function destroy(spec: Spec, options?: RunOptions): Run<Report>;
/** What lives of the stack now. */
export function status(spec: Spec, options?: ReadOptions): Run<Status>;
/** The outputs as they are now, by name: `cluster.endpoint`, `karpenter.queueName`. */
export function outputs(spec: Spec, options?: ReadOptions): Run<{ [name: string]: unknown }>;
/** The Kubernetes objects of the chart as `apply` would send them. */
export function render(spec: Spec, options?: ReadOptions): Run<Array<{ [name: string]: unknown }>>;
/** A kubeconfig whose context signs in through `karpool token`; with a `path` it is put into that file as well. */
export function kubeconfig(spec: Spec, options?: KubeconfigOptions): Run<{ [name: string]: unknown }>;
/** A token for a cluster's Kubernetes API, as kubectl asks for it. Without a `region` it is the world's. */
export function token(options: ReadOptions & { cluster: string; region?: string }): Run<Token>;
