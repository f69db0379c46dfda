"use strict";

// What stacks are put together of. What a construct holds is its `props`, which visitors may change until the app is
// planned.

const { Construct } = require("constructs");
const { data } = require("./data.js");

/** A problem as a sentence. */
const say = ({ path, message, hint }) => [path, message, hint].filter(Boolean).join(": ");

/** One section of a stack. */
class Section extends Construct {
  constructor(scope, id, props = {}) {
    super(scope, id);
    this.props = { ...props };
    this.node.addValidation({ validate: () => this.unit?.problemsOf(this).map(say) ?? [] });
  }

  /** What it belongs to. */
  get unit() {
    return this.node.scopes.findLast((scope) => scope.isUnit === true);
  }

  /** Its props as data of their own, which visitors no longer change. */
  get fields() {
    return data(this.props, `${this.node.path}.props`);
  }
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

    contribute(merge) {
      merge.put(path, this.fields, this.node.path);
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

    contribute(merge) {
      merge.put([field, this.name], this.fields, this.node.path);
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

  contribute(merge) {
    const { interruptionQueue: queueName, ...chart } = this.fields;
    merge.put(["karpenter"], chart, this.node.path);
    if (queueName !== undefined) merge.put(["karpenter", "interruption"], { queueName }, this.node.path);
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

  contribute(merge) {
    merge.append(["access", "entries"], this.fields, this.node.path);
  }
}

module.exports = {
  public: {
    Access,
    AccessEntry,
    Addon,
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
  },
  alone,
  say,
  single,
};
