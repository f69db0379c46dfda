#!/usr/bin/env node
"use strict";

// The command `karpool`: the same code as the binary, in this process.
const { command } = require("../karpool.node");

// Node's own handler raises the signal once more, and goes round in a circle with one that is installed over it. A
// listener that comes and goes leaves the system's default, as the binary finds it.
for (const name of ["SIGINT", "SIGTERM"]) {
  const nobody = () => {};
  process.on(name, nobody);
  process.off(name, nobody);
}

process.exitCode = command(["karpool", ...process.argv.slice(2)]);
