"""kubectl against a simulated cluster, with karpool's kubeconfig and karpool's token."""

import json
import os
import pathlib
import subprocess

import pytest

from sandbox import ACCOUNT, KARPOOL, REGION, TARGET, eventually

KUBECTL = os.environ.get("KUBECTL") or TARGET / "clients" / "kubectl"
SPEC = """\
apiVersion: karpool.dev/v1
name: {name}
region: us-east-1
network:
  vpcId: vpc-0a1b2c3d4e5f60718
  subnets: {{tags: {{tier: private}}}}
"""
MANIFESTS = """\
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {colour: red}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: web, resources: {requests: {cpu: 100m}}}
"""


class Kubectl:
    def __init__(self, sandbox, config, keys=None):
        self.environment = {"HOME": str(config.parent), "KUBECONFIG": str(config), **sandbox.environment,
                            "PATH": f"{KARPOOL.parent}:{os.environ['PATH']}"}
        if keys:
            self.environment |= {"AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"]}

    def run(self, *words, stdin=None):
        return subprocess.run([KUBECTL, "--request-timeout=30s", *words], env=self.environment, input=stdin,
                              capture_output=True, text=True, timeout=120)

    def __call__(self, *words, stdin=None):
        done = self.run(*words, stdin=stdin)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def refused(self, *words, says, stdin=None):
        done = self.run(*words, stdin=stdin)
        assert done.returncode != 0 and says in done.stderr, f"{words}: {done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def config(sandbox, cluster, tmp_path_factory):
    """A kubeconfig that karpool wrote."""
    folder = tmp_path_factory.mktemp("kube")
    spec = folder / "stack.yaml"
    spec.write_text(SPEC.format(name=cluster))
    done = subprocess.run([KARPOOL, "kubeconfig", spec, "--kubeconfig", folder / "config"], capture_output=True, text=True,
                          env={**sandbox.environment, "HOME": str(folder), "PATH": os.environ["PATH"]}, timeout=60)
    assert done.returncode == 0, done.stderr
    return folder / "config"


@pytest.fixture(scope="module")
def kubectl(sandbox, config, eks, cluster, network, roles):
    eks.create_nodegroup(clusterName=cluster, nodegroupName="kubectl", subnets=network["private"], nodeRole=roles["node"],
                         scalingConfig={"minSize": 1, "maxSize": 1, "desiredSize": 1})
    yield Kubectl(sandbox, config)
    eks.delete_nodegroup(clusterName=cluster, nodegroupName="kubectl")


def test_who_it_is_and_what_it_may(kubectl):
    assert json.loads(kubectl("version", "-o", "json"))["serverVersion"]["gitVersion"].startswith("v1.33")
    assert kubectl("auth", "can-i", "create", "deployments").strip() == "yes"
    assert f"user/deployer" in kubectl("auth", "whoami")
    assert "ok" in kubectl("get", "--raw", "/readyz")


def test_resources_are_discovered_and_explained(kubectl):
    resources = kubectl("api-resources")
    for name in ("deployments", "pods", "configmaps", "clusterroles", "customresourcedefinitions"):
        assert name in resources
    assert "apps/v1" in kubectl("api-versions")
    explained = kubectl("explain", "deployment.spec.replicas")
    assert "replicas" in explained and "integer" in explained


def test_objects_live_and_die(kubectl):
    assert "serverside-applied" in kubectl("apply", "--server-side", "-f", "-", stdin=MANIFESTS)
    assert "serverside-applied" in kubectl("apply", "--server-side", "-f", "-", stdin=MANIFESTS)
    kubectl("wait", "--for=condition=Available", "deployment/web", "-n", "shop", "--timeout=60s")
    kubectl("rollout", "status", "deployment/web", "-n", "shop", "--timeout=60s")
    table = kubectl("get", "deployments", "-n", "shop")
    assert table.split("\n")[0].split() == ["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"] and "2/2" in table
    assert "STATUS" in kubectl("get", "nodes") and "Ready" in kubectl("get", "nodes", "-o", "wide")
    assert len(json.loads(kubectl("get", "pods", "-n", "shop", "-l", "app=web", "-o", "json"))["items"]) == 2
    assert kubectl("get", "cm", "settings", "-n", "shop", "-o", "jsonpath={.data.colour}") == "red"
    said = kubectl("describe", "deployment", "web", "-n", "shop")
    assert "Replicas:" in said and "2 available" in said
    assert "Capacity:" in kubectl("describe", "nodes")
    kubectl("scale", "deployment/web", "-n", "shop", "--replicas=1")
    kubectl("label", "cm", "settings", "-n", "shop", "a=b")
    kubectl("annotate", "cm", "settings", "-n", "shop", "c=d")
    kubectl("patch", "cm", "settings", "-n", "shop", "--type=merge", "-p", '{"data": {"size": "9"}}')
    kubectl("patch", "cm", "settings", "-n", "shop", "--type=json", "-p", '[{"op": "remove", "path": "/data/size"}]')
    kubectl("create", "secret", "generic", "hidden", "-n", "shop", "--from-literal=a=b")
    kubectl("diff", "--server-side", "--force-conflicts", "-f", "-", stdin="""\
apiVersion: v1
kind: Secret
metadata: {name: hidden, namespace: shop}
""")
    mine = MANIFESTS.replace("red", "blue")
    kubectl.refused("apply", "--server-side", "--field-manager=other", "-f", "-", stdin=mine, says="conflict")
    kubectl("apply", "--server-side", "--field-manager=other", "--force-conflicts", "-f", "-", stdin=mine)
    assert "web" in kubectl("get", "events", "-n", "shop")
    kubectl.refused("logs", "deployment/web", "-n", "shop", says="Error")
    kubectl("delete", "deployment", "web", "-n", "shop", "--wait")
    kubectl("delete", "namespace", "shop", "--timeout=60s")
    kubectl.refused("get", "namespace", "shop", says="NotFound")


def test_wrong_objects_are_refused(kubectl):
    kubectl.refused("apply", "--server-side", "-f", "-", says="field not declared in schema",
                    stdin="apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nbogus: 1\n")
    kubectl.refused("create", "-f", "-", says="strict decoding error",
                    stdin="apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nbogus: 1\n")
    kubectl.refused("create", "namespace", "Wrong_Name", says="Invalid value")
    kubectl.refused("get", "pods", "none", says="NotFound")
    kubectl.refused("get", "nonsense", says="doesn't have a resource type")
    kubectl.refused("create", "namespace", "default", says="AlreadyExists")


def test_strangers_and_viewers(kubectl, sandbox, config, iam, eks, cluster):
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    bob = Kubectl(sandbox, config, key)
    bob.refused("get", "pods", says="must be logged in")
    arn = f"arn:aws:iam::{ACCOUNT}:user/bob"
    eks.create_access_entry(clusterName=cluster, principalArn=arn)
    eks.associate_access_policy(clusterName=cluster, principalArn=arn, accessScope={"type": "cluster"},
                                policyArn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy")
    eventually(lambda: bob.run("get", "pods").returncode == 0)
    bob.refused("create", "configmap", "mine", says="forbidden")
    bob.refused("get", "secrets", says="orbidden")
    assert bob.run("auth", "can-i", "delete", "pods").stdout.strip() == "no"
    eks.delete_access_entry(clusterName=cluster, principalArn=arn)
    iam.delete_access_key(UserName="bob", AccessKeyId=key["AccessKeyId"])
