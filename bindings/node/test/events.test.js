"use strict";

// Who hears of what happens in a run, and what ends it.

const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { once } = require("node:events");
const { test } = require("node:test");
const karpool = require("karpool");
const { file, sandbox, smallest } = require("./account.js");

const read = async (run) => {
  const types = [];
  for await (const { type } of run) types.push(type);
  return types;
};

/** Runs a program in which `karpool`, `spec` and `world` are there. */
function program(text) {
  const head = `
    const karpool = require("karpool");
    const spec = require("node:url").pathToFileURL(${JSON.stringify(file)});
    const world = new karpool.Sandbox({ speed: 2000 });`;
  return spawnSync(process.execPath, ["-e", head + text], { cwd: process.cwd(), encoding: "utf8", timeout: 60000 });
}

test("everyone hears of everything", async () => {
  const heard = [];
  const run = karpool.apply(smallest, { world: sandbox(), onEvent: ({ type }) => heard.push(type) });
  const [one, other] = await Promise.all([read(run), read(run), run]);
  assert.deepEqual(one, heard);
  assert.deepEqual(other, heard);
  assert.deepEqual(await read(run), heard);
  assert.deepEqual([heard[0], heard.at(-1)], ["started", "finished"]);
});

test("a callback hears of a run that nobody awaits", async () => {
  const heard = [];
  const run = await new Promise((resolve) => {
    const begun = karpool.apply(smallest, { world: sandbox(), onEvent: tell });
    function tell({ type }) {
      heard.push(type);
      // Wrapped, since a run is what a promise would wait for.
      if (type === "finished") resolve([begun]);
    }
  });
  assert.deepEqual(await read(run[0]), heard);
});

test("progress and events do not take from each other", () => {
  const { stdout, stderr } = program(`
    (async () => {
      const run = karpool.apply(spec, { world });
      const end = run.then(({ outcome }) => outcome);
      let events = 0;
      for await (const { type } of run) events += type === "started" || type === "finished";
      console.log(events, await end);
      process.stderr.write("++++");
      const second = karpool.apply(spec, { world });
      for await (const event of second);
      await second;
      process.stderr.write("----");
    })();`);
  assert.equal(stdout, "2 done\n");
  assert.match(stderr, /eks\.cluster[^]*\+\+\+\+----$/);
});

test("what a callback throws winds the run down, and the run's end is its cause", async () => {
  const onEvent = ({ type }) => {
    if (type === "node") throw new RangeError("mine");
  };
  const rejecting = async (event) => onEvent(event);
  for (const tell of [onEvent, rejecting]) {
    await assert.rejects(karpool.apply(smallest, { world: sandbox({ speed: 200 }), onEvent: tell }), (error) => {
      assert.ok(error instanceof RangeError);
      assert.ok(error.cause instanceof karpool.Cancelled);
      assert.equal(error.cause.report.outcome, "cancelled");
      return true;
    });
  }
});

test("a callback's promise is awaited before the next event", async () => {
  let busy = 0;
  const most = [];
  const onEvent = async () => {
    most.push((busy += 1));
    await new Promise(setImmediate);
    busy -= 1;
  };
  await karpool.apply(smallest, { world: sandbox(), onEvent });
  assert.deepEqual([busy, Math.max(...most)], [0, 1]);
});

test("leaving a loop leaves the run", async () => {
  for (const leave of ["break", "throw"]) {
    const run = karpool.apply(smallest, { world: sandbox() });
    try {
      for await (const event of run) {
        if (leave === "break") break;
        throw new RangeError("mine");
      }
    } catch (error) {
      assert.ok(error instanceof RangeError);
    }
    assert.equal((await run).outcome, "done");
  }
});

test("a failure that nobody awaits is Node's own to tell, also while the program lives", () => {
  const alive = program(`
    process.on("unhandledRejection", (error) => {
      console.log("unhandled", error.name, error instanceof karpool.InvalidSpec);
      process.exit(3);
    });
    karpool.apply("name: dev", { world });
    setInterval(() => {}, 1000);`);
  assert.equal(alive.stdout, "unhandled InvalidSpec true\n", alive.stderr);
  assert.equal(alive.status, 3);
});

test("who reads the events first may await the run later", () => {
  const { stdout, stderr, status } = program(`
    const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
    (async () => {
      const run = karpool.plan(spec, { world, signal: AbortSignal.abort() });
      for await (const event of run) await pause(50);
      await run.catch((error) => console.log(error.name));
    })();`);
  assert.equal(stdout, "Cancelled\n", stderr);
  assert.equal(status, 0);
});

test("many runs of one signal make no leak of it", async () => {
  const warned = once(process, "warning").then(([warning]) => warning);
  const { signal } = new AbortController();
  const world = sandbox();
  await Promise.all(Array.from({ length: 15 }, () => karpool.plan(smallest, { world, signal })));
  await karpool.plan(smallest, { world, signal: null });
  await karpool.plan("name: dev", null).catch(() => {});
  const none = new Promise((resolve) => setImmediate(resolve, undefined));
  assert.equal(await Promise.race([warned, none]), undefined);
});

test("a cancel after an aborted signal still leaves a report", async () => {
  const controller = new AbortController();
  const run = karpool.apply(smallest, { world: sandbox({ speed: 200 }), signal: controller.signal, progress: false });
  for await (const { state } of run) {
    if (state !== "waiting") continue;
    controller.abort();
    run.cancel();
    break;
  }
  await assert.rejects(run, (error) => error instanceof karpool.Cancelled && error.report.outcome === "cancelled");
});
