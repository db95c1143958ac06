"""A screen's address: its whole state is in the query string, so every view of it can be linked and kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, get_origin
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import QueryParams

from foreigndesk.errors import UsageError


class State(BaseModel):
    """The state of a screen; each screen has its own fields. What it does not know is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


S = TypeVar("S", bound=State)


def parsed(state: type[S], query: QueryParams) -> S:
    """Return the state that a query string gives; empty values, as forms send them, count as not given.

    Raises:
        UsageError: when a value is of the wrong form.
    """
    given: dict[str, Any] = {}
    for name, field in state.model_fields.items():
        values = [value for value in query.getlist(name) if value.strip()]
        if values:
            many = get_origin(field.annotation) in (tuple, list)
            given[name] = values if many else values[-1]
    try:
        return state.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "the address"
        raise UsageError(f"{name}={given.get(name)}: {first['msg'].lower()}") from error


@dataclass(frozen=True, slots=True)
class Address:
    """A path with its query, from which others are made."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, path: str, query: Iterable[tuple[str, str]] = ()) -> Address:
        """Return the address of a request, without empty values."""
        return cls(path, tuple((name, value) for name, value in query if value.strip()))

    def __str__(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    def values(self, name: str) -> list[str]:
        """Return the values of one part of the state."""
        return [value for key, value in self.query if key == name]

    def given(self, **changes: object) -> Address:
        """Return the address with some parts set, or taken out where None; the page is then the first."""
        changes.setdefault("page", None)
        kept = [(key, value) for key, value in self.query if key not in changes]
        for name, value in changes.items():
            if value is not None:
                many = value if isinstance(value, (list, tuple)) else (value,)
                kept += [(name, str(each)) for each in many]
        return Address(self.path, tuple(kept))

    def toggled(self, name: str, value: object) -> Address:
        """Return the address with one value of a facet added, or taken out where it is there."""
        values = self.values(name)
        chosen = [v for v in values if v != str(value)]
        return self.given(**{name: chosen if len(chosen) < len(values) else [*values, value]})

    def twin(self, ending: str) -> Address:
        """Return the address of the same data as `json` or `csv`; a table is whole, without pages."""
        return Address(f"{self.path}.{ending}", (self if ending == "json" else self.given()).query)
