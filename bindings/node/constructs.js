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

/** A section that stands under a field of the stack. */
const single = (...path) =>
  class extends Section {
    /** Where the section stands in a spec. */
    static get path() {
      return path;
    }

    contribute(spec) {
      put(spec, path, { ...path.reduce((held, field) => held?.[field], spec), ...this.props });
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

    contribute(spec) {
      put(spec, [field, this.name], this.props);
    }
  };

class NodePool extends named("nodePools", "nodePool") {}
class NodeClass extends named("nodeClasses", "nodeClass") {}
class NodeGroup extends named("nodeGroups", "nodeGroup") {}
class Addon extends named("addons", "addon") {}
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
    return this.targets().flatMap(({ spec }) => karpool.check(spec).filter(isError));
  }

  /** Sections of one name, of which the later would take the place of the earlier. */
  twice() {
    const seen = new Map();
    return this.sections().flatMap((section) => {
      const { path } = section.constructor;
      if (section.name === undefined || path === undefined) return [];
      const place = [...path, section.name].join(".");
      const given = this.props?.[path[0]]?.[section.name] === undefined ? undefined : `the props of ${this.node.path}`;
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
  constructor(scope, id, { clusterName = id, region }) {
    super(scope, id);
    this.clusterName = clusterName;
    this.region = region;
  }

  targets() {
    return this.sections().map((section) => {
      const { piece } = section.constructor;
      if (piece === undefined) {
        throw new TypeError(`${section.node.path} can't be put into a cluster that is there; it belongs to a Stack`);
      }
      const { clusterName, region } = this;
      const name = section.name === undefined ? {} : { name: section.name };
      const spec = { piece, clusterName, region, ...name, [piece]: section.props };
      return { path: section.node.path, spec };
    });
  }
}

/** The control plane of a stack. */
class Cluster extends single("kubernetes") {
  /** A cluster that is there, by its name and region. */
  static fromExisting(scope, id, props) {
    return new ExistingCluster(scope, id, props);
  }
}

/** Validates whole trees, then does a verb for every target, side by side; answers by the paths of constructs. */
async function each(root, units, verb, { world, ...options } = {}) {
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
  InterruptionQueue,
  Karpenter,
  KarpenterRole,
  Network,
  NodeClass,
  NodeGroup,
  NodePool,
  NodeRole,
  Section,
  Stack,
};
