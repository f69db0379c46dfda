"use strict";

// Stacks as trees of constructs, in the way of the CDK.

const { Construct, RootConstruct } = require("constructs");
const { data } = require("./data.js");
const karpool = require("./index.js");
const { Merge } = require("./merge.js");
const sections = require("./sections.js");
const { several } = require("./several.js");

const { alone, say, single } = sections;
const { AccessEntry, Network, NodeRole, Section } = sections.public;
const isError = ({ severity }) => severity === "error";

/** Something that is planned and applied by itself: its targets are specs by the paths of constructs. */
class Unit extends Construct {
  constructor(scope, id) {
    super(scope, id);
    this.node.addValidation({ validate: () => [...this.twice(), ...this.own().map(say)] });
  }

  get isUnit() {
    return true;
  }

  /** What is wrong with the specs, with places. */
  problems() {
    return this.targets().flatMap(({ spec }) => this.check(spec));
  }

  check(spec) {
    return karpool.check(spec, { world: worldOf(this) }).filter(isError);
  }

  /** What is wrong with it as a whole. */
  own() {
    return [];
  }

  /** What is wrong with a section by itself. */
  problemsOf() {
    return [];
  }

  /** Sections of one place, of which the later would take that of the earlier. */
  places() {
    const seen = new Map();
    return this.sections().flatMap((section) => {
      const { place, name } = section;
      if (place === undefined) return [];
      const named = this.props?.[section.constructor.path[0]]?.[name];
      const given = name === undefined || named === undefined ? undefined : `the props of ${this.node.path}`;
      const other = seen.get(place) ?? given;
      seen.set(place, section.node.path);
      return other === undefined ? [] : [{ place, text: `${place} is there twice: ${other} and ${section.node.path}` }];
    });
  }

  /** What is there twice, in sentences. */
  twice() {
    return this.places().map(({ text }) => text);
  }

  sections() {
    return this.node.findAll().filter((construct) => construct instanceof Section && construct.unit === this);
  }

  plan(options) {
    return each(this, [this], "plan", options);
  }

  planDestroy(options) {
    return each(this, [this], "planDestroy", options);
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

  /** The spec as a plain object: the stack's own fields and those of its sections, in whatever order they were made. */
  toSpec() {
    const { spec } = this.#merge();
    const twice = this.twice();
    if (twice.length > 0) throw invalid(twice.map((message) => ({ node: this.node.path, message })), []);
    return spec;
  }

  #merge() {
    const merge = new Merge();
    const owner = `the props of ${this.node.path}`;
    for (const [field, value] of Object.entries(data(this.props, `${this.node.path}.props`))) merge.put([field], value, owner);
    const isEntry = (section) => section instanceof AccessEntry;
    // Entries are added to a list, which has to be there.
    const sections = this.sections();
    for (const section of sections.filter((one) => !isEntry(one))) section.contribute(merge);
    for (const section of sections.filter(isEntry)) section.contribute(merge);
    return merge;
  }

  twice() {
    const places = this.places();
    const isTold = (leaf) => places.some(({ place }) => leaf === place || leaf.startsWith(`${place}.`));
    return [...places, ...this.#merge().twice.filter(({ place }) => !isTold(place))].map(({ text }) => text);
  }

  own() {
    return this.problems();
  }

  targets() {
    return [{ path: this.node.path, spec: this.#merge().spec }];
  }

  /** Whether it manages what a section of another unit manages: what it names, and all that a stack has only once. */
  manages(section) {
    const { spec } = this.#merge();
    if (section instanceof AccessEntry) {
      const principal = JSON.stringify(section.props.principal);
      return (spec.access?.entries ?? []).some((entry) => JSON.stringify(entry.principal) === principal);
    }
    if (section.name !== undefined) return Object.hasOwn(spec[section.constructor.path[0]] ?? {}, section.name);
    return section.place !== undefined && (section.constructor.path[0] !== "karpenter" || spec.karpenter !== "off");
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
    const pieces = this.sections().filter((section) => section.constructor.piece !== undefined);
    const targets = pieces.map((section) => ({ path: section.node.path, spec: this.pieceOf(section, taken) }));
    const stray = this.sections().find((section) => section.constructor.piece === undefined && !taken.has(section));
    if (stray === undefined) return targets;
    throw new TypeError(`${stray.node.path} can't be put into a cluster that is there; it belongs to a Stack`);
  }

  pieceOf(section, taken = new Set()) {
    const { piece } = section.constructor;
    const { clusterName, region } = this;
    const name = section.name === undefined ? {} : { name: section.name };
    return { piece, clusterName, ...(region && { region }), ...name, [piece]: section.fields, ...this.beside(piece, taken) };
  }

  problemsOf(section) {
    return section.constructor.piece === undefined ? [] : this.check(this.pieceOf(section));
  }

  /** What a piece has to know of the sections beside it. */
  beside(piece, taken) {
    const found = Object.entries(KNOWN_BY[piece] ?? {}).flatMap(([field, kind]) => {
      const section = this.sections().find((other) => other instanceof kind);
      if (section === undefined) return [];
      taken.add(section);
      return [[field, section.fields]];
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

/** Which cluster a unit is of. */
function placeOf(unit) {
  const { name = unit.clusterName, region = unit.region ?? worldOf(unit)?.region } = unit.props ?? {};
  return region === undefined ? name : `${region}/${name}`;
}

/** Validates whole trees, then does a verb for every target, side by side; answers by the paths of constructs. */
async function each(root, units, verb, { world, ...options } = {}) {
  given.set(root.node.root, world);
  validate(root);
  return several(units.flatMap((unit) => unit.targets()), verb, { world, ...options });
}

/** Asks every construct of a tree, as synthesis does. */
function validate(root) {
  const constructs = root.node.findAll();
  const wrong = constructs.flatMap((construct) =>
    construct.node.validate().map((message) => ({ node: construct.node.path, message })),
  );
  if (wrong.length === 0) return;
  throw invalid(wrong, constructs.filter((construct) => construct instanceof Unit).flatMap((unit) => unit.problems()));
}

function invalid(wrong, problems) {
  const text = wrong.map(({ node, message }) => (node === "" ? message : `${node}: ${message}`)).join("\n");
  const errors = wrong.map(({ node, message }) => ({ kind: "InvalidSpec", node, message, causes: [] }));
  return new karpool.InvalidSpec(text, { kind: "InvalidSpec", problems, errors, causes: [] });
}

/** The root: all stacks of a program. */
class App extends RootConstruct {
  /** What verbs take when they are not given it: a world, a signal, a callback. */
  constructor(options = {}) {
    super();
    this.options = options;
    this.node.addValidation({ validate: () => [...this.#strays(), ...this.#rivals(), ...this.#shared()] });
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
      const place = placeOf(stack);
      const other = seen.get(place);
      seen.set(place, stack.node.path);
      return other === undefined ? [] : [`${other} and ${stack.node.path} are both the stack ${place}`];
    });
  }

  /** What is put into a cluster that is there although it is another's: that of its stack, or of the same cluster named twice. */
  #shared() {
    const units = this.units();
    const seen = new Map();
    return units.filter((unit) => unit instanceof ExistingCluster).flatMap((cluster) => {
      const place = placeOf(cluster);
      const stacks = units.filter((unit) => unit instanceof Stack && placeOf(unit) === place);
      return cluster.sections().flatMap((section) => {
        if (section.constructor.piece === undefined) return [];
        const what = section.place ?? `${section.constructor.piece} ${JSON.stringify(section.props)}`;
        const [key, path] = [`${place} ${what}`, section.node.path];
        const other = stacks.find((stack) => stack.manages(section))?.node.path ?? seen.get(key);
        // Inside of one cluster it is told of by the cluster.
        const isOwn = other !== undefined && cluster.sections().some(({ node }) => node.path === other);
        seen.set(key, path);
        return other === undefined || isOwn ? [] : [`${what} of ${place} is there twice: ${other} and ${path}`];
      });
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

  planDestroy(options) {
    return each(this, this.units(), "planDestroy", { ...this.options, ...options });
  }

  apply(options) {
    return each(this, this.units(), "apply", { ...this.options, ...options });
  }

  destroy(options) {
    return each(this, this.units(), "destroy", { ...this.options, ...options });
  }
}

module.exports = { ...sections.public, App, Cluster, ExistingCluster, Stack };
