"""The page of the package does what it says."""

import ast
import asyncio
import inspect
import re
from typing import Any

import karpool
import pytest
from conftest import REPOSITORY

README = REPOSITORY / "bindings" / "python" / "README.md"


def test_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text(), re.DOTALL | re.MULTILINE)
    program = compile("\n".join(blocks), str(README), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    work = eval(program, names)
    assert inspect.iscoroutine(work)
    asyncio.run(work)
    names["world"].close()
    said = capsys.readouterr().out
    assert "\ndone https://" in said
    assert "nodePools.a.weight" in said


def test_the_page_names_every_verb() -> None:
    page = README.read_text()
    for name in vars(karpool.verbs):
        is_verb = getattr(getattr(karpool, name, None), "__module__", "") == "karpool.verbs"
        if is_verb and not name.endswith("_sync"):
            assert f"`{name}`" in page, name
