"""What a run has read so far, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from foreigndesk.ingest.tasks import Entry
from foreigndesk.records import ENGLISH, Kind


@dataclass(slots=True)
class Tally:
    """Counts of a run's entries; the entries themselves are not kept, so that a long run stays small."""

    documents: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    not_coded: int = 0
    rejections: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        if entry.rejection is not None:
            self.rejections[entry.rejection.code] += 1
            return
        self.documents += 1
        self.outcomes[str(entry.outcome)] += 1
        self.kinds.update(entry.kinds)
        self.not_coded += entry.language != ENGLISH

    def counts(self) -> dict[str, Any]:
        """Return the counts that the desk keeps of a run."""
        return {
            "documents": self.documents,
            "outcomes": dict(sorted(self.outcomes.items())),
            "statements": {kind.value: self.kinds[kind.value] for kind in Kind},
            "rejections": dict(sorted(self.rejections.items())),
            "not_coded": self.not_coded,
        }
