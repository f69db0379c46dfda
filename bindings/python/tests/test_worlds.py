"""Where a verb works: keys, profiles and addresses reach the calls; an account that is served on loopback answers them."""

import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator

import karpool
import pytest

# Without Karpenter nothing is fetched from a registry.
SPEC = "{name: dev, region: us-east-1, karpenter: off, network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables of an account that is served."""
    command = pathlib.Path(sys.executable).with_name("karpool")
    words = ["sandbox", "serve", "--listen", "127.0.0.1:0", "--sandbox-folder", str(tmp_path_factory.mktemp("account"))]
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
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert karpool.plan_sync(SPEC, world=karpool.WorldOptions(profile="served")).caller.endswith(":user/deployer")
    with pytest.raises(karpool.Credentials) as caught:
        karpool.plan_sync(SPEC, world=karpool.WorldOptions(profile="nobody"))
    assert caught.value.hint is not None and "check the profile" in caught.value.hint


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
