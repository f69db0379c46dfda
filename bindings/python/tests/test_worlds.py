"""Where a verb works: keys, profiles and addresses reach the calls; an account that is served on loopback answers them."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import karpool
import pytest

if TYPE_CHECKING:
    from karpool.dicts import KeysDict, WorldOptionsDict

# Without Karpenter nothing is fetched from a registry.
SPEC = "{name: dev, region: us-east-1, karpenter: off, network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}}"

THERE = SPEC.replace("name: dev", "name: there")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables of an account that is served, with a cluster in it."""
    command = pathlib.Path(sys.executable).with_name("karpool")
    folder = tmp_path_factory.mktemp("account")
    with karpool.Sandbox(folder=folder, speed=2000) as world:
        karpool.apply_sync(THERE, world=world, progress=False)
    words = ["sandbox", "serve", "--listen", "127.0.0.1:0", "--sandbox-folder", str(folder)]
    with subprocess.Popen([command, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        assert running.stdout is not None
        variables: dict[str, str] = {}
        while not {"AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} <= set(variables):
            found = re.fullmatch(r"export (\w+)=(.*)", running.stdout.readline().strip())
            assert found is not None, "the account is served"
            variables[found[1]] = found[2].strip("'\"")
        yield variables
        running.terminate()


def keys(served: dict[str, str]) -> karpool.Keys:
    return karpool.Keys(access_key_id=served["AWS_ACCESS_KEY_ID"], secret_access_key=served["AWS_SECRET_ACCESS_KEY"])


def test_keys_and_an_endpoint_are_used(served: dict[str, str]) -> None:
    world = karpool.WorldOptions(endpoint=served["AWS_ENDPOINT_URL"], credentials=keys(served))
    plan = karpool.plan_sync(SPEC, world=world)
    assert plan.caller.endswith(":user/deployer")
    assert plan.endpoint == served["AWS_ENDPOINT_URL"]
    assert not plan.simulated
    assert plan.counts.create > 0


def test_a_profile_is_used_and_a_wrong_one_is_named(
    served: dict[str, str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        "[profile served]",
        f"endpoint_url = {served['AWS_ENDPOINT_URL']}",
        f"aws_access_key_id = {served['AWS_ACCESS_KEY_ID']}",
        f"aws_secret_access_key = {served['AWS_SECRET_ACCESS_KEY']}",
    ]
    (tmp_path / "config").write_text("\n".join(lines) + "\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    # Keys that happen to be in the environment are somebody else's.
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASOMEBODYELSE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert karpool.plan_sync(SPEC, world={"profile": "served"}).caller.endswith(":user/deployer")
    # Whoever uses the kubeconfig knows nothing of this world, and a spec that names a profile knows better.
    for spec, named in ((THERE, "served"), (THERE.replace("{name", "{profile: other, name"), "other")):
        if named == "other":
            (tmp_path / "config").write_text("\n".join([*lines, "[profile other]", *lines[1:]]) + "\n")
        user = karpool.kubeconfig_sync(spec, world={"profile": "served"})["users"][0]["user"]
        assert user["exec"]["args"][-2:] == ["--profile", named]
    (tmp_path / "config").write_text("\n".join(lines) + "\n")
    for world in (karpool.WorldOptions(profile="nobody"), {"profile": "nobody"}):
        with pytest.raises(karpool.Credentials) as caught:
            karpool.plan_sync(SPEC, world=world)
        files = f"{tmp_path / 'config'} nor in {tmp_path / 'credentials'}"
        assert caught.value.message == f"the profile `nobody` is neither in {files}"
        section = f"in {tmp_path / 'config'} it is a section `[profile nobody]`"
        assert caught.value.hint == f"there are served; {section}, which `aws configure --profile nobody` makes"
    (tmp_path / "config").write_text("\n".join([*lines, "[profile bare]", "region = us-east-1"]) + "\n")
    with pytest.raises(karpool.Credentials) as bare:
        karpool.plan_sync(SPEC, world={"profile": "bare"})
    assert bare.value.hint is not None and "check what the profile `bare` holds" in bare.value.hint
    (tmp_path / "config").write_text("[profile served\n")
    with pytest.raises(karpool.Credentials, match="the profile `served` can't be read: .*config"):
        karpool.plan_sync(SPEC, world={"profile": "served"})


def test_a_profile_of_the_environment_that_is_not_there_is_named(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "gone")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    with pytest.raises(karpool.Credentials, match="the profile `gone`, which AWS_PROFILE names, is neither in"):
        karpool.plan_sync(SPEC)


def test_a_spec_without_a_region_is_of_the_worlds(served: dict[str, str]) -> None:
    credentials: KeysDict = {
        "accessKeyId": served["AWS_ACCESS_KEY_ID"],
        "secretAccessKey": served["AWS_SECRET_ACCESS_KEY"],
    }
    world: WorldOptionsDict = {"endpoint": served["AWS_ENDPOINT_URL"], "region": "us-east-1", "credentials": credentials}
    nowhere = SPEC.replace("region: us-east-1, ", "")
    assert [problem.path for problem in karpool.check(nowhere)] == ["region"]
    assert karpool.check(nowhere, world=world) == []
    assert karpool.plan_sync(nowhere, world=world).stack == "us-east-1/dev"
    assert karpool.token_sync(cluster="dev", world=world).token.startswith("k8s-aws-v1.")
    # The spec's own goes first, here as in every language.
    assert karpool.plan_sync(SPEC, world={**world, "region": "eu-central-1"}).stack == "us-east-1/dev"
    with pytest.raises(karpool.InvalidSpec, match="there is no region"):
        karpool.token_sync(cluster="dev")


def test_what_is_no_world_is_refused() -> None:
    with pytest.raises(TypeError, match="a world is a `Sandbox`.*not 'us-east-1'"):
        karpool.plan_sync(SPEC, world="us-east-1")  # type: ignore[arg-type]
    with pytest.raises(karpool.InvalidSpec, match="unknown field `assume_role`.*`assumeRole`"):
        karpool.plan_sync(SPEC, world={"assume_role": {"arn": "arn:aws:iam::111122223333:role/a"}})  # type: ignore[typeddict-unknown-key]
    with pytest.raises(karpool.InvalidSpec, match="a region looks like"):
        karpool.plan_sync(SPEC, world={"region": "Frankfurt"})
    with pytest.raises(karpool.InvalidSpec, match="world: profile: invalid type: integer `1`, expected a string"):
        karpool.plan_sync(SPEC, world={"profile": 1})  # type: ignore[typeddict-item]
    with pytest.raises(karpool.InvalidSpec, match="world.endpoint: `localhost:4566` is no address"):
        karpool.plan_sync(SPEC, world={"endpoint": "localhost:4566"})
    with pytest.raises(karpool.InvalidSpec, match='prune: invalid type: string "yes", expected a boolean'):
        karpool.plan_sync(SPEC, prune="yes")  # type: ignore[arg-type]


def test_one_service_may_be_elsewhere(served: dict[str, str]) -> None:
    # Nothing listens there.
    world = karpool.WorldOptions(
        endpoint=served["AWS_ENDPOINT_URL"], endpoints={"sts": "http://127.0.0.1:9"}, credentials=keys(served)
    )
    with pytest.raises(karpool.Unreachable):
        karpool.plan_sync(SPEC, world=world)


def test_a_role_that_is_not_there_is_not_taken(served: dict[str, str]) -> None:
    role = karpool.Role(arn="arn:aws:iam::111122223333:role/nowhere")
    world = karpool.WorldOptions(endpoint=served["AWS_ENDPOINT_URL"], credentials=keys(served), assume_role=role)
    with pytest.raises((karpool.Denied, karpool.Credentials)):
        karpool.plan_sync(SPEC, world=world)
