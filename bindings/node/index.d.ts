export type Data = { [name: string]: any };
/** An object, a text (YAML or JSON), or the URL of a file. */
export type Spec = Data | string | URL;

export type Kind =
  | "InvalidSpec" | "Preflight" | "Credentials" | "Denied" | "NotOurs" | "Immutable" | "Quota"
  | "Timeout" | "Broken" | "Unreachable" | "Changed" | "Cancelled" | "NotFound" | "Bug";

export interface Problem {
  severity: "error" | "warning";
  path: string;
  message: string;
  hint?: string;
  place?: { file: string; line: number; column: number; excerpt: string };
}

export class KarpoolError extends Error {
  readonly kind: Kind;
  readonly node: string | null;
  readonly doing: string | null;
  readonly hint: string | null;
  readonly code: string | null;
  readonly requestId: string | null;
  readonly errors: Data[];
  readonly problems: Problem[];
  readonly report: Data | null;
}
export class InvalidSpec extends KarpoolError {}
export class Preflight extends KarpoolError {}
export class Credentials extends KarpoolError {}
export class Denied extends KarpoolError {}
export class NotOurs extends KarpoolError {}
export class Immutable extends KarpoolError {}
export class Quota extends KarpoolError {}
export class Timeout extends KarpoolError {}
export class Broken extends KarpoolError {}
export class Unreachable extends KarpoolError {}
export class Changed extends KarpoolError {}
export class Cancelled extends KarpoolError {}
export class NotFound extends KarpoolError {}
export class Bug extends KarpoolError {}

export class Sandbox {
  constructor(options?: { folder?: string; speed?: number; seed?: number; caller?: string; region?: string });
  log(): Data[];
  close(): void;
}

export interface Options {
  /** A sandbox; AWS when left out. */
  world?: Sandbox;
  signal?: AbortSignal;
  approve?: string;
  prune?: boolean;
  adopt?: boolean;
  force?: boolean;
  forceConflicts?: boolean;
  deleteLogs?: boolean;
  deleteOrphans?: boolean;
  offline?: boolean;
}
export interface RunOptions extends Options {
  onEvent?: (event: Data) => void;
}

export const kinds: Kind[];
export const version: string;
export function schema(): Data;
export function load(spec: Spec): Data;
export function check(spec: Spec): Problem[];
export function plan(spec: Spec, options?: Options): Promise<Data>;
export function planDestroy(spec: Spec, options?: Options): Promise<Data>;
export function apply(spec: Spec, options?: RunOptions): Promise<Data>;
export function destroy(spec: Spec, options?: RunOptions): Promise<Data>;
export function status(spec: Spec, options?: Pick<Options, "world" | "signal">): Promise<Data>;
export function outputs(spec: Spec, options?: Pick<Options, "world" | "signal">): Promise<Data>;
export function render(spec: Spec, options?: Pick<Options, "world" | "signal">): Promise<Data[]>;
