#!/usr/bin/env node
"use strict";

// The command `karpool`: the same code as the binary, in this process.
const { command } = require("../karpool.node");

process.exitCode = command(["karpool", ...process.argv.slice(2)]);
