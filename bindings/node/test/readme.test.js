"use strict";

// The page of the package does what it says.

const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const karpool = require("karpool");

const page = readFileSync(path.join(path.dirname(require.resolve("karpool")), "README.md"), "utf8");

test("the page runs", () => {
  const blocks = [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, block]) => block);
  const program = path.join(process.cwd(), "readme.mjs");
  writeFileSync(program, blocks.join("\n"));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^done https:/m);
  assert.match(stdout, /^nodePools\.a\.weight /m);
});

test("the page names every verb", () => {
  const verbs = Object.entries(karpool).filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name));
  for (const [name] of verbs) assert.ok(page.includes(`\`${name}\``), name);
});
