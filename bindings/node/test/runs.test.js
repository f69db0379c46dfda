"use strict";

const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const { readFileSync, mkdtempSync } = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { test } = require("node:test");
const { setTimeout: pause } = require("node:timers/promises");
const karpool = require("karpool");
const { file, sandbox, smallest, written } = require("./account.js");

test("an empty account becomes ready and stays so", async () => {
  const world = sandbox();
  const plan = await karpool.plan(smallest, { world });
  assert.ok(plan.changes.some(({ kind, action }) => kind === "eks.cluster" && action === "create"));
  assert.ok(plan.simulated);
  assert.match(karpool.html(plan), /<table>/);
  assert.deepEqual(written(world), []);

  const run = karpool.apply(smallest, { world, approve: plan.digest });
  const events = [];
  for await (const event of run) events.push(event);
  const report = await run;
  assert.equal(report.outcome, "done");
  assert.match(karpool.html(report), /<svg/);
  assert.equal(events[0].type, "started");
  assert.equal(events.at(-1).type, "finished");
  const ready = events.filter(({ type, state }) => type === "node" && state === "ready").map(({ id }) => id);
  const pools = plan.changes.filter(({ kind }) => kind === "karpenter.node_pool").map(({ id }) => id);
  assert.equal(pools.length, 2);
  for (const pool of pools) assert.ok(ready.includes(pool), pool);

  const before = written(world).length;
  assert.ok(before > 0);
  const second = await karpool.plan(smallest, { world });
  assert.deepEqual(second.changes.filter(({ action }) => action !== "keep"), []);
  assert.equal((await karpool.apply(smallest, { world })).outcome, "idle");
  assert.equal(written(world).length, before);
  const { nodePools } = await karpool.status(smallest, { world });
  assert.deepEqual(nodePools.map(({ name, ready }) => [name, ready.status]), [["graviton", "True"], ["x86", "True"]]);
  assert.deepEqual(await karpool.outputs(smallest, { world }), report.outputs);

  const config = path.join(mkdtempSync(path.join(os.tmpdir(), "karpool-")), "config");
  const kubeconfig = await karpool.kubeconfig(smallest, { world, path: config, context: "mine" });
  assert.equal(kubeconfig.users[0].user.exec.command, "karpool");
  assert.match(readFileSync(config, "utf8"), /current-context: mine/);
  const { token } = await karpool.token({ cluster: "dev", region: "us-east-1", world });
  assert.match(token, /^k8s-aws-v1\./);
  assert.ok((await karpool.render(smallest, { world })).some(({ kind }) => kind === "Deployment"));
  const piece = { piece: "nodePool", clusterName: "dev", region: "us-east-1", name: "batch", nodePool: { arch: ["arm64"] } };
  const { changes } = await karpool.plan(piece, { world });
  assert.deepEqual(changes.map(({ kind, action }) => [kind, action]), [["karpenter.node_pool", "create"]]);

  assert.equal((await karpool.destroy(smallest, { world, deleteLogs: true, progress: false })).outcome, "done");
  assert.deepEqual((await karpool.planDestroy(smallest, { world })).changes, []);
});

test("an aborted apply leaves a report and the next one goes on", async () => {
  const world = sandbox();
  const controller = new AbortController();
  const types = [];
  const onEvent = ({ type, id, state }) => {
    types.push(type);
    if (id?.startsWith("eks.cluster") && state === "waiting") controller.abort(new Error("enough"));
  };
  await assert.rejects(karpool.apply(smallest, { world, onEvent, signal: controller.signal }), (error) => {
    assert.ok(error instanceof karpool.Cancelled, error.message);
    assert.equal(error.report.outcome, "cancelled");
    assert.equal(error.cause.message, "enough");
    return true;
  });
  assert.ok(types.includes("cancelling"));

  // Nothing of the run is left that would write.
  const before = written(world).length;
  await pause(300);
  assert.equal(written(world).length, before);
  assert.equal((await karpool.apply(smallest, { world, progress: false })).outcome, "done");
});

test("the second cancel drops what is in flight", async () => {
  // A call takes minutes here, so winding down would too.
  const run = karpool.apply(smallest, { world: sandbox({ speed: 0.01 }) });
  run.cancel();
  run.cancel();
  await assert.rejects(run, (error) => error instanceof karpool.Cancelled && error.report === null);
});

test("several stacks work side by side", async () => {
  const fields = karpool.load(smallest);
  const plans = ["one", "two"].map((name, index) => karpool.plan({ ...fields, name }, { world: sandbox({ seed: index + 1 }) }));
  assert.deepEqual((await Promise.all(plans)).map(({ stack }) => stack), ["us-east-1/one", "us-east-1/two"]);
});

test("a callback that throws ends the run with its own error", async () => {
  const onEvent = () => {
    throw new RangeError("mine");
  };
  await assert.rejects(karpool.apply(smallest, { world: sandbox(), onEvent }), RangeError);
});

test("the wrong account is refused before anything is written", async () => {
  const world = sandbox();
  const spec = { ...karpool.load(smallest), account: "999999999999" };
  await assert.rejects(karpool.apply(spec, { world }), (error) => {
    assert.ok(error instanceof karpool.Preflight, error.message);
    assert.match(error.message, /999999999999/);
    assert.match(error.hint, /account/);
    return true;
  });
  assert.deepEqual(written(world), []);
});

test("Ctrl-C winds down, and says so", async () => {
  const program = `
    const karpool = require("karpool");
    const { pathToFileURL } = require("node:url");
    const run = karpool.apply(pathToFileURL(${JSON.stringify(file)}), { world: new karpool.Sandbox({ speed: 200 }) });
    run.catch((error) => console.log("end", error.report?.outcome, error.name));`;
  const child = spawn(process.execPath, ["-e", program], { cwd: process.cwd(), stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let pressed = false;
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => {
    said += text;
    if (!pressed && said.includes("waiting")) {
      pressed = true;
      child.kill("SIGINT");
    }
  });
  await new Promise((resolve) => child.on("close", resolve));
  assert.match(said, /cancelling: what is in flight ends/);
  assert.match(said, /end cancelled Cancelled/);
});

test("a second Ctrl-C drops what is in flight", async () => {
  // A call takes minutes here, so winding down would too.
  const program = `
    const karpool = require("karpool");
    const { pathToFileURL } = require("node:url");
    const onEvent = ({ type }) => console.log(type);
    const world = new karpool.Sandbox({ speed: 0.01 });
    const run = karpool.apply(pathToFileURL(${JSON.stringify(file)}), { world, onEvent });
    run.catch((error) => console.log("end", error.name, error.report));
    console.log("begun");`;
  const child = spawn(process.execPath, ["-e", program], { cwd: process.cwd(), stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
    if (said.endsWith("begun\n") || said.endsWith("cancelling\n")) child.kill("SIGINT");
  });
  await new Promise((resolve) => child.on("close", resolve));
  assert.match(said, /begun\ncancelling\nend Cancelled null/);
});

test("a refused call says where, which request, and why", async () => {
  const world = sandbox({ faults: ["sqs:CreateQueue#1=error(AccessDenied,403)*9"] });
  await assert.rejects(karpool.apply(smallest, { world, progress: false }), (error) => {
    assert.ok(error instanceof karpool.Denied, error.message);
    assert.match(error.node, /^sqs.queue\//);
    assert.equal(error.doing, "sqs:CreateQueue");
    assert.ok(error.requestId && error.causes.length > 0);
    assert.equal(error.errors[0].kind, "Denied");
    assert.equal(error.report.outcome, "failed");
    return true;
  });
});

test("a failure that nobody awaits ends the program", () => {
  const program = `
    const karpool = require("karpool");
    (async () => { for await (const _ of karpool.apply("name: dev")); })();`;
  const { status, stderr } = spawnSync(process.execPath, ["-e", program], { cwd: process.cwd(), encoding: "utf8" });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /InvalidSpec: .*region/);
});

test("what is no signal is refused before anything begins", () => {
  const world = sandbox();
  assert.throws(() => karpool.apply(smallest, { world, signal: new AbortController() }), /is no AbortSignal/);
  assert.deepEqual(world.log(), []);
});

test("Ctrl-C winds every run of a program down", async () => {
  const program = `
    const karpool = require("karpool");
    const { pathToFileURL } = require("node:url");
    const spec = karpool.load(pathToFileURL(${JSON.stringify(file)}));
    const ends = ["a", "b"].map((name) => {
      const run = karpool.apply({ ...spec, name }, { world: new karpool.Sandbox({ speed: 200 }), onEvent: tell });
      return run.catch((error) => console.log("end", error.name, error.report?.outcome));
    });
    function tell({ type, state }) { if (state === "waiting") console.log("waiting"); }`;
  const child = spawn(process.execPath, ["-e", program], { cwd: process.cwd(), stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  let pressed = false;
  child.stdout.on("data", (text) => {
    said += text;
    if (!pressed && said.includes("waiting")) {
      pressed = true;
      child.kill("SIGINT");
    }
  });
  await new Promise((resolve) => child.on("close", resolve));
  assert.equal(said.match(/end Cancelled cancelled/g)?.length, 2, said);
});

/** Runs the command, presses Ctrl-C when it has said a word, and gives how it ended and what it said. */
async function pressed(args, word) {
  const command = path.join(process.cwd(), "node_modules/karpool/bin/karpool.js");
  const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let isPressed = false;
  const listen = (text) => {
    said += text;
    if (!isPressed && said.includes(word)) {
      isPressed = true;
      child.kill("SIGINT");
    }
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  const [code, signal] = await new Promise((resolve) => child.on("close", (...end) => resolve(end)));
  return { code, signal, said };
}

test("Ctrl-C winds the command down as it does the binary", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "karpool-"));
  const world = ["--sandbox", "--sandbox-folder", folder, "--sandbox-speed", "200"];
  const apply = await pressed(["apply", file, "--yes", ...world], "waiting");
  assert.equal(apply.code, 130, apply.said);
  assert.match(apply.said, /cancell/);
  // What does not wind down is ended, as any program is.
  const serve = await pressed(["sandbox", "serve", "--sandbox-folder", folder], "AWS_ENDPOINT_URL");
  assert.ok(serve.code !== null || serve.signal === "SIGINT", serve.said);
});

test("the package brings the command", () => {
  const command = path.join(process.cwd(), "node_modules", ".bin", "karpool");
  const version = spawnSync(command, ["version", "-o", "json"], { encoding: "utf8" });
  assert.equal(JSON.parse(version.stdout).version, karpool.version().version);
  assert.equal(spawnSync(command, ["plan"]).status, 2);
  const npx = spawnSync("npx", ["--no-install", "karpool", "schema"], { encoding: "utf8" });
  assert.match(npx.stdout, /nodePools/);
});
