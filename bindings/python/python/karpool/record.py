"""What all records of the package have in common."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

T = TypeVar("T", bound="Record")

_SECRETS = frozenset({"secret_access_key", "session_token", "mfa_code", "token"})
"""Fields whose values are never shown."""


class Record:
    """Typed fields, and the way to and from plain data, whose names are those of the file."""

    _fields: ClassVar[Mapping[str, str]] = {}
    """The names of the fields in data."""
    _nested: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """Fields that hold records: `one`, a `list` or a `map`, of which class."""
    _tag: ClassVar[tuple[str, str] | None] = None
    """The field, and its word, by which this record is told from its siblings."""

    def to_data(self) -> dict[str, Any]:
        """The record as plain data; what is not given is left out."""
        data: dict[str, Any] = {} if self._tag is None else {self._tag[0]: self._tag[1]}
        for name, wire in self._fields.items():
            value = getattr(self, name)
            if value is not None:
                data[wire] = plain(value)
        return data

    @classmethod
    def from_data(cls: type[T], data: Mapping[str, Any]) -> T:
        """A record from plain data. One of a spec refuses fields that it does not know; an answer leaves them out."""
        record = cls.__new__(cls)
        if cls._tag is not None:
            setattr(record, cls._tag[0], cls._tag[1])
        read = _read_written if _is_written(cls) else _read_answered
        for name, value in read(cls, data):
            setattr(record, name, value)
        return record

    # Not for type checkers, which would take every name for a field.
    if not TYPE_CHECKING:

        def __init_subclass__(cls, **keywords: Any) -> None:
            super().__init_subclass__(**keywords)
            if cls.__module__.startswith("karpool.generated.") and "__init__" in vars(cls):
                cls.__init__ = _saying_what_was_meant(cls.__init__)

        def __setattr__(self, name: str, value: Any) -> None:
            # What is no field would never reach the spec. A class of one's own may have fields of its own.
            known = name in self._fields or (self._tag is not None and name == self._tag[0])
            if not known and type(self).__module__.startswith("karpool.generated."):
                from .reading import hint

                raise AttributeError(f"{type(self).__name__} has no field `{name}`{hint(name, self._fields)}")
            object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.to_data() == other.to_data()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        given = ((name, getattr(self, name)) for name in self._fields)
        told = ((name, "..." if name in _SECRETS else repr(value)) for name, value in given if value is not None)
        fields = ", ".join(f"{name}={value}" for name, value in told)
        return f"{type(self).__name__}({fields})"


class Shown(Record):
    """A record that notebooks show."""

    def _repr_html_(self) -> str:
        from . import _karpool

        return _karpool.html(self.to_data())


def plain(value: Any) -> Any:
    """A value whose records have become plain data; what is no data is refused where it is read, with its path."""
    if isinstance(value, Record):
        return value.to_data()
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return value


def _saying_what_was_meant(init: Any) -> Any:
    """A constructor that names the field that is most like one that it does not have."""

    def __init__(self: Record, *values: Any, **fields: Any) -> None:
        for name in fields:
            if name not in self._fields:
                from .reading import hint

                raise TypeError(f"{type(self).__name__} has no field `{name}`{hint(name, self._fields)}")
        init(self, *values, **fields)

    # So that `help` and editors show its fields.
    __init__.__wrapped__ = init  # type: ignore[attr-defined]
    __init__.__doc__, __init__.__qualname__ = init.__doc__, init.__qualname__
    return __init__


def _is_written(record: type[Record]) -> bool:
    return any(base.__module__ == "karpool.generated.spec" for base in record.__mro__)


def _read_written(record: type[Record], data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    from .reading import hint, shape_of, unknown

    for name in unknown(record, data):
        raise ValueError(f"{record.__name__} has no field `{name}`{hint(name, record._fields.values())}")
    for name, wire in record._fields.items():
        yield name, shape_of(record, name).read(data.get(wire))


def _read_answered(record: type[Record], data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, wire in record._fields.items():
        value = data.get(wire)
        nested = record._nested.get(name)
        yield name, value if nested is None or value is None else _read(record.__module__, nested, value)


def read_union(module: str, name: str, data: Mapping[str, Any]) -> Any:
    """The record of a union that the data's tag names."""
    tag, classes = import_module(module).UNIONS[name]
    return _class(module, classes[data[tag]]).from_data(data)


@lru_cache(maxsize=None)
def _class(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


def _read(module: str, nested: tuple[str, str], value: Any) -> Any:
    container, name = nested
    if name in import_module(module).UNIONS:
        read = lambda item: read_union(module, name, item)  # noqa: E731
    else:
        read = _class(module, name).from_data
    if container == "list":
        return [read(item) for item in value]
    if container == "map":
        return {key: read(item) for key, item in value.items()}
    return read(value)
