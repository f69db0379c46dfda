"use strict";

// Where a verb works: profiles, regions and addresses reach the calls; a server on loopback stands in for AWS.

const assert = require("node:assert/strict");
const { mkdtempSync, writeFileSync } = require("node:fs");
const http = require("node:http");
const os = require("node:os");
const path = require("node:path");
const { test } = require("node:test");
const karpool = require("karpool");

const NOWHERE = "{name: dev, karpenter: off, network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}}";
const SPEC = NOWHERE.replace("{name: dev,", "{name: dev, region: us-east-1,");

/** Refuses every call; gives with which signatures, and what, it was asked. */
async function server(context) {
  const asked = [];
  const bodies = [];
  const listening = http.createServer(async (request, response) => {
    asked.push(request.headers.authorization ?? "");
    bodies.push((await request.toArray()).join(""));
    response.writeHead(403, { "content-type": "text/xml" });
    response.end("<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>");
  });
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  context.after(() => listening.close());
  return { url: `http://127.0.0.1:${listening.address().port}`, asked, bodies };
}

test("a profile is used, whatever keys the environment holds, and a wrong one is named", async (context) => {
  const { url, asked } = await server(context);
  const folder = mkdtempSync(path.join(os.tmpdir(), "karpool-"));
  const [config, credentials] = ["config", "credentials"].map((name) => path.join(folder, name));
  const lines = [`[profile mine]`, `endpoint_url = ${url}`, "aws_access_key_id = AKIAMINE", "aws_secret_access_key = a"];
  writeFileSync(config, `${lines.join("\n")}\n`);
  Object.assign(process.env, { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIASOMEBODYELSE", AWS_SECRET_ACCESS_KEY: "b" });
  await assert.rejects(karpool.plan(SPEC, { world: { profile: "mine" } }), karpool.Denied);
  assert.match(asked[0], /Credential=AKIAMINE\/\d+\/us-east-1\/sts/);
  await assert.rejects(karpool.plan(SPEC, { world: { profile: "nobody" } }), (error) => {
    assert.ok(error instanceof karpool.Credentials, error.message);
    assert.equal(error.message, `the profile \`nobody\` is neither in ${config} nor in ${credentials}`);
    const section = `in ${config} it is a section \`[profile nobody]\``;
    assert.equal(error.hint, `there are mine; ${section}, which \`aws configure --profile nobody\` makes`);
    return true;
  });
});

test("a spec without a region is of the world's", async (context) => {
  const { url, asked } = await server(context);
  const keys = { accessKeyId: "AKIAMINE", secretAccessKey: "a" };
  const world = { region: "eu-central-1", endpoint: url, credentials: keys };
  assert.deepEqual(karpool.check(NOWHERE).map((problem) => problem.path), ["region"]);
  assert.deepEqual(karpool.check(NOWHERE, { world }), []);
  await assert.rejects(karpool.plan(NOWHERE, { world }), karpool.Denied);
  assert.match(asked.at(-1), /\/eu-central-1\/sts/);
  await assert.rejects(karpool.plan(SPEC, { world }), karpool.Denied);
  assert.match(asked.at(-1), /\/us-east-1\/sts/);
  assert.match((await karpool.token({ cluster: "dev", world })).token, /^k8s-aws-v1\./);
  await assert.rejects(karpool.token({ cluster: "dev" }), /there is no region/);
});

test("a role is taken with the code of a device", async (context) => {
  const { url, bodies } = await server(context);
  const keys = { accessKeyId: "AKIAMINE", secretAccessKey: "a" };
  const role = { arn: "arn:aws:iam::111122223333:role/admin", externalId: "ours", sessionName: "build" };
  const device = { mfaSerial: "arn:aws:iam::111122223333:mfa/alice", mfaCode: "123456" };
  for (const assumeRole of [role, { ...role, ...device }]) {
    await assert.rejects(karpool.plan(SPEC, { world: { endpoint: url, credentials: keys, assumeRole } }), karpool.KarpoolError);
    const asked = new URLSearchParams(bodies.at(-1));
    const given = ["Action", "RoleArn", "ExternalId", "RoleSessionName"].map((name) => asked.get(name));
    assert.deepEqual(given, ["AssumeRole", role.arn, "ours", "build"]);
    assert.deepEqual([asked.get("SerialNumber"), asked.get("TokenCode")], [assumeRole.mfaSerial ?? null, assumeRole.mfaCode ?? null]);
  }
});

test("what is no world is refused", async () => {
  assert.throws(() => karpool.plan(SPEC, { world: "us-east-1" }), /a world is a Sandbox or an object of options, not 'us-east-1'/);
  await assert.rejects(karpool.plan(SPEC, { world: { assume_role: {} } }), /unknown field `assume_role`.*`assumeRole`/);
  await assert.rejects(karpool.plan(SPEC, { world: { region: "Frankfurt" } }), /a region looks like/);
  await assert.rejects(karpool.plan(SPEC, { world: { profile: 1 } }), /world: profile: invalid type: integer `1`, expected a string/);
  await assert.rejects(karpool.plan(SPEC, { world: { endpoint: "localhost:4566" } }), /world.endpoint: `localhost:4566` is no address/);
  await assert.rejects(karpool.plan(SPEC, { prune: "yes" }), /prune: invalid type: string "yes", expected a boolean/);
});
