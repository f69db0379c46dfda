"use strict";

const path = require("node:path");
const { pathToFileURL } = require("node:url");
const karpool = require("karpool");

const repository = process.env.REPOSITORY_OF_KARPOOL;
const file = path.join(repository, "examples", "01_smallest.yaml");

module.exports = {
  repository,
  file,
  smallest: pathToFileURL(file),
  sandbox: (options = {}) => new karpool.Sandbox({ speed: 2000, ...options }),
  /** The calls so far that users made and that asked for a change. */
  written: (world) => world.log().filter(({ write, caller }) => write && /^arn:aws:iam::\d+:user\//.test(caller)),
};
