"""The result of a scoring: figures for each kind, every miss with its reason, and what was stated besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

_LONGEST_QUOTE = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A gold item that the reading lacks: its id, what it asks for, and why nothing was counted for it."""

    item: str
    wanted: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A statement that answers no gold item: right or wrong, it is not in the file."""

    statement: str
    quote: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindScore:
    """One line of the result. `found` holds, for each gold item found, the statements that answer it."""

    kind: str
    expected: int
    found: tuple[tuple[str, tuple[str, ...]], ...]
    misses: tuple[Miss, ...] = ()
    extras: tuple[Extra, ...] = ()
    repeats: int = 0

    @property
    def answers(self) -> frozenset[str]:
        """The ids of all statements that answer a gold item."""
        return frozenset(statement for _, statements in self.found for statement in statements)

    @property
    def precision(self) -> float | None:
        """Items found over items found and extra statements; None where nothing is counted that way."""
        if self.kind in {"metadata", "aliases", "must_not"} or not (self.found or self.extras):
            return None
        return len(self.found) / (len(self.found) + len(self.extras))


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceResult:
    """How a reading compares with an acceptance file, kind by kind."""

    name: str
    kinds: tuple[KindScore, ...]

    def kind(self, name: str) -> KindScore:
        """Return the score of one kind.

        Raises:
            KeyError: there is no such kind.
        """
        for score in self.kinds:
            if score.kind == name:
                return score
        raise KeyError(name)

    @property
    def found(self) -> int:
        """Gold items found, over all kinds."""
        return sum(len(score.found) for score in self.kinds)

    @property
    def expected(self) -> int:
        """Gold items asked for, over all kinds."""
        return sum(score.expected for score in self.kinds)

    def rows(self) -> list[tuple[str, int, int, int]]:
        """Return (kind, found, expected, extra) for each kind."""
        return [(s.kind, len(s.found), s.expected, len(s.extras)) for s in self.kinds]

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON types, in a fixed order."""
        return {"name": self.name, "found": self.found, "expected": self.expected} | {
            "kinds": [
                {
                    "kind": s.kind,
                    "found": len(s.found),
                    "expected": s.expected,
                    "extra": len(s.extras),
                    "repeats": s.repeats,
                    "matches": {item: list(statements) for item, statements in s.found},
                    "misses": [{"item": m.item, "wanted": m.wanted, "reason": m.reason} for m in s.misses],
                    "extras": [
                        {"statement": e.statement, "quote": e.quote, "said": e.said} for e in s.extras
                    ],
                }
                for s in self.kinds
            ]
        }

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render the table, then every miss, then every extra statement."""
        table = Table(title=self.name, title_justify="left", pad_edge=False)
        for heading in ("kind", "found", "expected", "extra", "precision"):
            table.add_column(heading, justify="left" if heading == "kind" else "right")
        for score in self.kinds:
            precision = "" if score.precision is None else f"{score.precision:.2f}"
            table.add_row(
                score.kind, str(len(score.found)), str(score.expected), str(len(score.extras)), precision
            )
        yield table
        for score in self.kinds:
            if score.misses:
                yield Text(f"\n{score.kind}: missed", style="bold")
            for miss in score.misses:
                yield Text(f"  {miss.item}: {miss.wanted}\n      {miss.reason}")
            if score.extras:
                yield Text(f"\n{score.kind}: not in the file", style="bold")
            for extra in score.extras:
                yield Text(f'  {extra.statement}: {extra.said} "{shortened(extra.quote)}"')


def shortened(quote: str) -> str:
    """Return a quote on one line, cut in the middle where it is long."""
    line = " ".join(quote.split())
    half = _LONGEST_QUOTE // 2
    return line if len(line) <= _LONGEST_QUOTE else f"{line[:half].rstrip()} ... {line[-half:].lstrip()}"
