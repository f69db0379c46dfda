"""The cases that all languages share: their answers are those that the Rust library has written down."""

import json
import pathlib
from collections.abc import Callable
from typing import Any

import karpool
import pytest
from conftest import REPOSITORY

CASES = sorted((REPOSITORY / "tests" / "parity").glob("*.json"))


def plain(value: Any) -> Any:
    """Data whose nulls are left out, as a field that is null is one that is not there."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def source(spec: dict[str, Any]) -> karpool.Spec:
    if "text" in spec:
        return str(spec["text"])
    return pathlib.Path(spec["file"]) if "file" in spec else spec["value"]


def of_plan(plan: karpool.Plan) -> dict[str, Any]:
    return {
        "stack": plan.stack,
        "digest": plan.digest,
        "counts": plan.counts.to_data(),
        "warnings": plan.warnings,
        "changes": [f"{change.action} {change.id} {change.key}" for change in plan.changes],
    }


def of_report(report: karpool.Report) -> dict[str, Any]:
    return {
        "outcome": report.outcome,
        "outputs": report.outputs,
        "left": report.left,
        "warnings": report.warnings,
        "nodes": [f"{node.action} {node.id} {node.state}" for node in report.nodes],
    }


def of_error(error: karpool.KarpoolError) -> dict[str, Any]:
    if error.problems:
        paths = [problem.path for problem in error.problems]
        return {"error": {"kind": error.kind, "problems": paths}}
    message = error.errors[0].message if error.errors else error.message
    fields = {
        "kind": error.kind,
        "message": message,
        "node": error.node,
        "doing": error.doing,
        "hint": error.hint,
        "code": error.code,
        "report": None if error.report is None else of_report(error.report),
    }
    return {"error": plain(fields)}


def of_status(status: karpool.Status) -> Any:
    return plain({name: value for name, value in status.to_data().items() if name != "at"})


def of_object(item: dict[str, Any]) -> str:
    metadata = item["metadata"]
    return f"{item['kind']}/{metadata.get('namespace', '')}/{metadata['name']}"


def line(event: karpool.Event) -> str:
    return " ".join([event.type, getattr(event, "id", ""), getattr(event, "state", "")]).rstrip()


def options(step: dict[str, Any]) -> dict[str, Any]:
    names = {"deleteLogs": "delete_logs"}
    return {names.get(name, name): value for name, value in step.get("options", {}).items()}


Verb = Callable[[karpool.Spec, karpool.Sandbox, dict[str, Any]], Any]
VERBS: dict[str, Verb] = {
    "check": lambda spec, world, given: [plain(problem.to_data()) for problem in karpool.check(spec, world=world)],
    "load": lambda spec, world, given: plain(karpool.load(spec)),
    "plan": lambda spec, world, given: of_plan(karpool.plan_sync(spec, world=world, **given)),
    "planDestroy": lambda spec, world, given: of_plan(karpool.plan_destroy_sync(spec, world=world, **given)),
    "apply": lambda spec, world, given: of_report(karpool.apply_sync(spec, world=world, **given)),
    "destroy": lambda spec, world, given: of_report(karpool.destroy_sync(spec, world=world, **given)),
    "status": lambda spec, world, given: of_status(karpool.status_sync(spec, world=world)),
    "outputs": lambda spec, world, given: karpool.outputs_sync(spec, world=world),
    "render": lambda spec, world, given: [of_object(item) for item in karpool.render_sync(spec, world=world)],
}


def answer(step: dict[str, Any], world: karpool.Sandbox) -> Any:
    given = options(step)
    told: list[str] = []
    writes = step["verb"] in ("apply", "destroy")
    if writes:
        given["on_event"] = lambda event: told.append(line(event))
    try:
        gives = VERBS[step["verb"]](source(step["spec"]), world, given)
    except karpool.KarpoolError as error:
        gives = of_error(error)
    if writes:
        # What one node does has an order; what two nodes do at the same moment has none.
        # How often it says that it still waits, or tries again, is a matter of time; and so is whether pods that it has
        # made are made again, because they were admitted before their role could be seen.
        said = dict.fromkeys(sorted(told, key=lambda words: (words.split(" ") + [""])[1]))
        made = {words for words in said if "/Deployment/" in words and words.endswith(" creating")}
        again = {words.replace(" creating", " updating") for words in made}
        gives["events"] = [words for words in said if words not in again]
    return gives


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_answers_are_those_of_the_other_languages(case: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    written = json.loads(case.read_text())
    with karpool.Sandbox(speed=2000.0, **written["sandbox"]) as world:
        for step in written["steps"]:
            assert answer(step, world) == step["gives"]


def test_there_are_cases() -> None:
    assert len(CASES) >= 40


def test_what_this_language_can_the_others_can() -> None:
    able = json.loads((REPOSITORY / "tests" / "parity" / "names" / "verbs.json").read_text())
    public = {name for name in dir(karpool.verbs) if not name.startswith("_") and name[0].islower()}
    verbs = {name for name in public if getattr(getattr(karpool.verbs, name), "__module__", "") == "karpool.verbs"}
    assert {name for name in verbs if not name.endswith("_sync")} == set(able)
    blocking = {name.removesuffix("_sync") for name in verbs if name.endswith("_sync")}
    assert blocking == set(able) - {"check", "html", "load", "schema", "version"}
