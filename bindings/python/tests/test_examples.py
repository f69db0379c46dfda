"""The examples in Python end in the same plan as their YAML."""

import importlib.util
import pathlib
from typing import Any

import karpool
import pytest
from conftest import REPOSITORY, SMALLEST, SPEED

EXAMPLES = REPOSITORY / "examples"
PROGRAMS = sorted(EXAMPLES.glob("*.py"))
LEGACY = "{name: legacy, region: us-east-1, karpenter: off, network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}}"
"""A cluster that somebody has, without Karpenter."""
BEFORE: dict[str, karpool.Spec] = {"05_existing_cluster": LEGACY, "09_node_pool_alone": SMALLEST}


def stacks(program: pathlib.Path) -> list[Any]:
    spec = importlib.util.spec_from_file_location(f"example_{program.stem}", program)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[Any] = module.stacks
    return found


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_an_example_has_the_plan_of_its_files(program: pathlib.Path) -> None:
    built = stacks(program)
    files = sorted(EXAMPLES.glob(f"{program.stem}*.yaml"))
    assert len(built) == len(files)
    with karpool.Sandbox(speed=SPEED) as world:
        if program.stem in BEFORE:
            karpool.apply_sync(BEFORE[program.stem], world=world, progress=False)
        for stack, file in zip(built, files):
            mine, written = karpool.plan_sync(stack, world=world), karpool.plan_sync(file, world=world)
            assert mine.counts.create > 0
            assert mine.changes == written.changes
            assert mine.digest == written.digest


def test_every_example_is_there_in_four_languages() -> None:
    for program in PROGRAMS:
        assert program.with_suffix(".rs").exists() and program.with_suffix(".ts").exists(), program
