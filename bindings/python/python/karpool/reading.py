"""Records from plain data: which class a value is of, by the annotation of its field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ast

    from .record import Record


class Shape:
    """What may stand in a place: one of some records, a list or a map of such; anything else stays as it is."""

    def __init__(self) -> None:
        self.records: list[type[Record]] = []
        self.items: Shape | None = None
        self.values: Shape | None = None

    def read(self, value: Any) -> Any:
        """The value, whose records have become such."""
        if isinstance(value, Mapping):
            if self.records:
                return self._record_of(value).from_data(value)
            if self.values is not None:
                return {name: self.values.read(item) for name, item in value.items()}
        elif isinstance(value, (list, tuple)) and self.items is not None:
            return [self.items.read(item) for item in value]
        return value

    def _record_of(self, data: Mapping[str, Any]) -> type[Record]:
        """The record that knows all fields of the data; if none does, the first one says so."""
        tagged = [record for record in self.records if record._tag is None or data.get(record._tag[0]) == record._tag[1]]
        knowing = [record for record in tagged if not unknown(record, data)]
        return [*knowing, *tagged, *self.records][0]


def unknown(record: type[Record], data: Mapping[str, Any]) -> list[str]:
    """The fields of some data that a record does not have."""
    tag = () if record._tag is None else record._tag[:1]
    return [name for name in data if name not in record._fields.values() and name not in tag]


def hint(name: object, names: Any) -> str:
    """The name that was meant, if there is one."""
    from difflib import get_close_matches

    near = get_close_matches(str(name), names, 1)
    return f"; did you mean `{near[0]}`?" if near else ""


@lru_cache(maxsize=None)
def shape_of(record: type[Record], field: str) -> Shape:
    """What may stand in a field of a record."""
    made = next(base for base in record.__mro__ if field in vars(base).get("__annotations__", {}))
    return _parsed(made.__module__, made.__annotations__[field])


@lru_cache(maxsize=None)
def _parsed(module: str, annotation: str) -> Shape:
    import ast

    shape = Shape()
    _add(shape, module, ast.parse(annotation, mode="eval").body)
    return shape


def _add(shape: Shape, module: str, node: ast.expr) -> None:
    import ast

    if isinstance(node, ast.BinOp):
        _add(shape, module, node.left)
        _add(shape, module, node.right)
    elif isinstance(node, ast.Name):
        named = getattr(import_module(module), node.id, None)
        if isinstance(named, str):
            _add(shape, module, ast.parse(named, mode="eval").body)
        elif isinstance(named, type) and hasattr(named, "_fields"):
            shape.records.append(named)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        if node.value.id == "Sequence":
            shape.items = _parsed(module, ast.unparse(node.slice))
        elif node.value.id == "Mapping" and isinstance(node.slice, ast.Tuple):
            shape.values = _parsed(module, ast.unparse(node.slice.elts[1]))
