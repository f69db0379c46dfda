"use strict";

// Stacks as trees of constructs, in the way of the CDK. What a construct holds is its `props`, which visitors may change
// until the app is planned.

const { Construct, RootConstruct } = require("constructs");
const karpool = require("./index.js");

const isError = ({ severity }) => severity === "error";
const say = ({ path, message, hint }) => [path, message, hint].filter(Boolean).join(": ");

/** One section of a stack. */
class Section extends Construct {
  constructor(scope, id, props = {}) {
    super(scope, id);
    this.props = { ...props };
  }
}

/** Puts a value under a path of fields, which are made on the way. */
function put(spec, path, value) {
  const [last, ...way] = [...path].reverse();
  const holder = way.reverse().reduce((held, field) => (held[field] = { ...held[field] }), spec);
  holder[last] = value;
}

/** Adds fields to what stands under a path; a word that stands there, such as `create`, gives way to them. */
function add(spec, path, fields) {
  const held = path.reduce((holder, field) => holder?.[field], spec);
  put(spec, path, { ...(typeof held === "object" ? held : {}), ...fields });
}

/** A section that stands under a field of the stack. */
const single = (...path) =>
  class extends Section {
    /** Where the section stands in a spec. */
    static get path() {
      return path;
    }

    /** What there can be only one of in a stack. */
    get place() {
      return path.join(".");
    }

    contribute(spec) {
      add(spec, path, this.props);
    }
  };

/** A section of which there are several by name: its id, unless it is given as `name`. */
const named = (field, piece) =>
  class extends Section {
    static get path() {
      return [field];
    }

    static get piece() {
      return piece;
    }

    constructor(scope, id, { name = id, ...props } = {}) {
      super(scope, id, props);
      this.name = name;
    }

    get place() {
      return `${field}.${this.name}`;
    }

    contribute(spec) {
      put(spec, [field, this.name], this.props);
    }
  };

class NodePool extends named("nodePools", "nodePool") {}
class NodeClass extends named("nodeClasses", "nodeClass") {}
class NodeGroup extends named("nodeGroups", "nodeGroup") {}
class Addon extends named("addons", "addon") {}
class NodeOverlay extends named("nodeOverlays") {}
class FargateProfile extends named("fargateProfiles") {}
class Network extends single("network") {}
class Access extends single("access") {}
class Karpenter extends single("karpenter") {}

/** A section that can be applied alone, as this piece. */
const alone = (section, piece) =>
  class extends section {
    static get piece() {
      return piece;
    }
  };

class NodeRole extends alone(single("nodeRole"), "nodeRole") {}
class KarpenterRole extends alone(single("karpenter", "controllerRole"), "karpenterRole") {}
class InterruptionQueue extends alone(single("karpenter", "interruption"), "interruptionQueue") {}

/** The chart's fields are some of Karpenter's own; only the queue has another place there. */
class KarpenterChart extends alone(single("karpenter"), "karpenterChart") {
  get place() {
    return "the chart of karpenter";
  }

  contribute(spec) {
    const { interruptionQueue: queueName, ...chart } = this.props;
    add(spec, ["karpenter"], chart);
    if (queueName !== undefined) add(spec, ["karpenter", "interruption"], { queueName });
  }
}

/** A section that a stack has no field for, because it makes its own. */
const beside = (piece, instead) =>
  class extends Section {
    static get piece() {
      return piece;
    }

    contribute() {
      throw new TypeError(`${this.node.path} can't be put into a Stack but into a cluster that is there: ${instead}`);
    }
  };

class InstanceProfile extends beside("instanceProfile", "a stack has the field `karpenter.instanceProfile`") {}
class PodIdentityAssociation extends beside(
  "podIdentityAssociation",
  "a stack makes Karpenter's own, and an addon has the field `podIdentity`",
) {}

class AccessEntry extends Section {
  static get path() {
    return ["access", "entries"];
  }

  static get piece() {
    return "accessEntry";
  }

  contribute(spec) {
    put(spec, ["access", "entries"], [...(spec.access?.entries ?? []), this.props]);
  }
}

/** Something that is planned and applied by itself: its targets are specs by the paths of constructs. */
class Unit extends Construct {
  constructor(scope, id) {
    super(scope, id);
    this.node.addValidation({ validate: () => [...this.twice(), ...this.problems().map(say)] });
  }

  /** What is wrong with the specs, with places. */
  problems() {
    const world = worldOf(this);
    return this.targets().flatMap(({ spec }) => karpool.check(spec, { world }).filter(isError));
  }

  /** Sections of one place, of which the later would take that of the earlier. */
  twice() {
    const seen = new Map();
    return this.sections().flatMap((section) => {
      const { place, name } = section;
      if (place === undefined) return [];
      const named = this.props?.[section.constructor.path[0]]?.[name];
      const given = name === undefined || named === undefined ? undefined : `the props of ${this.node.path}`;
      const other = seen.get(place) ?? given;
      seen.set(place, section.node.path);
      return other === undefined ? [] : [`${place} is there twice: ${other} and ${section.node.path}`];
    });
  }

  sections() {
    return this.node.findAll().filter((construct) => construct instanceof Section);
  }

  plan(options) {
    return each(this, [this], "plan", options);
  }

  apply(options) {
    return each(this, [this], "apply", options);
  }

  destroy(options) {
    return each(this, [this], "destroy", options);
  }
}

/** One cluster with everything that belongs to it. */
class Stack extends Unit {
  constructor(scope, id, { name = id, ...props } = {}) {
    super(scope, id);
    this.props = { name, ...props };
  }

  /** The spec as a plain object: the stack's own fields, then those of its sections in the order of their making. */
  toSpec() {
    const spec = structuredClone(this.props);
    for (const section of this.sections()) section.contribute(spec);
    return spec;
  }

  targets() {
    return [{ path: this.node.path, spec: this.toSpec() }];
  }
}

/** A cluster that is there; what is put into it is applied piece by piece, and nothing else of it is touched. */
class ExistingCluster extends Unit {
  constructor(scope, id, { clusterName = id, region } = {}) {
    super(scope, id);
    this.clusterName = clusterName;
    this.region = region;
  }

  targets() {
    const taken = new Set();
    const targets = this.sections().flatMap((section) => {
      const { piece } = section.constructor;
      if (piece === undefined) return [];
      const { clusterName, region } = this;
      const name = section.name === undefined ? {} : { name: section.name };
      const spec = { piece, clusterName, region, ...name, [piece]: section.props, ...this.beside(piece, taken) };
      return [{ path: section.node.path, spec }];
    });
    const stray = this.sections().find((section) => section.constructor.piece === undefined && !taken.has(section));
    if (stray === undefined) return targets;
    throw new TypeError(`${stray.node.path} can't be put into a cluster that is there; it belongs to a Stack`);
  }

  /** What a piece has to know of the sections beside it. */
  beside(piece, taken) {
    const found = Object.entries(KNOWN_BY[piece] ?? {}).flatMap(([field, kind]) => {
      const section = this.sections().find((other) => other instanceof kind);
      if (section === undefined) return [];
      taken.add(section);
      return [[field, section.props]];
    });
    return Object.fromEntries(found);
  }
}

/** Pieces that hold a second section, which stands beside them in the tree. */
const KNOWN_BY = {
  cluster: { network: Network },
  nodeGroup: { network: Network },
  karpenterRole: { nodeRole: NodeRole },
};

/** The control plane of a stack. */
class Cluster extends alone(single("kubernetes"), "cluster") {
  /** A cluster that is there, by its name and region. */
  static fromExisting(scope, id, props) {
    return new ExistingCluster(scope, id, props);
  }
}

/** The worlds that verbs were given, by the roots of their trees. */
const given = new WeakMap();

/** Where a construct will be planned: what names no region is of that of the world. */
const worldOf = ({ node: { root } }) => given.get(root) ?? root.options?.world;

/** Validates whole trees, then does a verb for every target, side by side; answers by the paths of constructs. */
async function each(root, units, verb, { world, ...options } = {}) {
  given.set(root.node.root, world);
  validate(root);
  const targets = units.flatMap((unit) => unit.targets());
  const runs = targets.map(({ path, spec }) => karpool[verb](spec, { world, ...options }).then((answer) => [path, answer]));
  const ends = await Promise.allSettled(runs);
  const failed = ends.filter(({ status }) => status === "rejected").map(({ reason }) => reason);
  if (failed.length === 1) throw failed[0];
  if (failed.length > 1) throw new AggregateError(failed, failed.map(({ message }) => message).join("\n"));
  return Object.fromEntries(ends.map(({ value }) => value));
}

/** Asks every construct of a tree, as synthesis does. */
function validate(root) {
  const constructs = root.node.findAll();
  const wrong = constructs.flatMap((construct) =>
    construct.node.validate().map((message) => ({ node: construct.node.path, message })),
  );
  if (wrong.length === 0) return;
  const text = wrong.map(({ node, message }) => (node === "" ? message : `${node}: ${message}`)).join("\n");
  const problems = constructs.filter((construct) => construct instanceof Unit).flatMap((unit) => unit.problems());
  const errors = wrong.map(({ node, message }) => ({ kind: "InvalidSpec", node, message, causes: [] }));
  throw new karpool.InvalidSpec(text, { kind: "InvalidSpec", problems, errors, causes: [] });
}

/** The root: all stacks of a program. */
class App extends RootConstruct {
  /** What verbs take when they are not given it: a world, a signal, a callback. */
  constructor(options = {}) {
    super();
    this.options = options;
    this.node.addValidation({ validate: () => [...this.#strays(), ...this.#rivals()] });
  }

  /** Sections that belong to nothing would be lost. */
  #strays() {
    const sections = this.node.findAll().filter((construct) => construct instanceof Section);
    const strays = sections.filter((section) => !section.node.scopes.some((scope) => scope instanceof Unit));
    return strays.map((section) => `${section.node.path} belongs to no Stack and to no cluster that is there`);
  }

  /** Two stacks that are one cluster. */
  #rivals() {
    const seen = new Map();
    const stacks = this.units().filter((unit) => unit instanceof Stack);
    return stacks.flatMap((stack) => {
      const { name, region } = stack.props;
      const place = `${region}/${name}`;
      const other = seen.get(place);
      seen.set(place, stack.node.path);
      return other === undefined ? [] : [`${other} and ${stack.node.path} are both the stack ${place}`];
    });
  }

  units() {
    return this.node.findAll().filter((construct) => construct instanceof Unit);
  }

  /** The specs of all stacks and pieces, validated, by the paths of their constructs. */
  synth() {
    validate(this);
    return Object.fromEntries(this.units().flatMap((unit) => unit.targets()).map(({ path, spec }) => [path, spec]));
  }

  plan(options) {
    return each(this, this.units(), "plan", { ...this.options, ...options });
  }

  apply(options) {
    return each(this, this.units(), "apply", { ...this.options, ...options });
  }

  destroy(options) {
    return each(this, this.units(), "destroy", { ...this.options, ...options });
  }
}

module.exports = {
  Access,
  AccessEntry,
  Addon,
  App,
  Cluster,
  ExistingCluster,
  FargateProfile,
  InstanceProfile,
  InterruptionQueue,
  Karpenter,
  KarpenterChart,
  KarpenterRole,
  Network,
  NodeClass,
  NodeGroup,
  NodeOverlay,
  NodePool,
  NodeRole,
  PodIdentityAssociation,
  Section,
  Stack,
};
