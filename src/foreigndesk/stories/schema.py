"""What rules.yaml and weights.yaml may say; an error names the file and the place."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foreigndesk.errors import CodebookError

_Share = Field(ge=0, le=1)
Standing = Literal["so", "open", "denied"]


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bands(_Rules):
    """Locality-sensitive hashing: two texts are compared when all `rows` of one of `bands` agree."""

    bands: int = Field(gt=0)
    rows: int = Field(gt=0)


class Lead(Bands):
    """The same over the first `words` of a text."""

    words: int = Field(gt=0)


class CopyRules(_Rules):
    """When one text repeats another.

    `share` is the least share of the shorter text's word shingles, each of `shingle` words, that the longer
    one has; `share_of_short` that of a text with fewer than `least_words` shingles. Both were published
    within `days` of each other.
    """

    shingle: int = Field(gt=0)
    whole: Bands
    lead: Lead
    days: int = Field(ge=0)
    share: float = _Share
    least_words: int
    share_of_short: float = _Share


class Around(_Rules):
    """Days before and after publication."""

    before: int = Field(ge=0)
    after: int = Field(ge=0)


class Blocking(_Rules):
    """Which statements are compared at all: `days` a key holds for, `longest` spans of them for a loose date,
    `most` statements that a key may bring together."""

    days: int = Field(gt=0)
    longest: int = Field(gt=0)
    most: int = Field(gt=1)


class PlaceRules(_Rules):
    """Kilometres: up to `near` two names are one place, from `far` on two places."""

    near: float
    far: float


class ClusterRules(_Rules):
    """`keep`: the least probability of a link that is stored; `join`: the least average for two groups to be
    one story; `largest`: how many statements are clustered together."""

    keep: float = _Share
    join: float = _Share
    largest: int = Field(gt=1)


class CountRules(_Rules):
    """`rough`: by which share a rough number may be off; `general`: units that may stand for any people."""

    rough: float = _Share
    general: frozenset[str]


class StoryRules(_Rules):
    """All of rules.yaml."""

    version: str
    copies: CopyRules
    left_out: frozenset[str]
    families: dict[str, frozenset[str]]
    mutual: frozenset[str]
    alike: tuple[frozenset[str], ...]
    undated: dict[Standing, Around]
    blocking: Blocking
    places: PlaceRules
    clusters: ClusterRules
    counts: CountRules


class Weights(_Rules):
    """weights.yaml: what each feature adds to the logarithm of the odds; `fitted_on` says by what."""

    version: str
    fitted_on: str
    base: float
    weights: dict[str, float]


_M = TypeVar("_M", bound=_Rules)


@cache
def rules() -> StoryRules:
    """Return the rules of the package.

    Raises:
        CodebookError: rules.yaml is missing or wrong.
    """
    return _read("rules.yaml", StoryRules)


@cache
def weights() -> Weights:
    """Return the weights of the package.

    Raises:
        CodebookError: weights.yaml is missing or wrong.
    """
    return _read("weights.yaml", Weights)


def _read(name: str, model: type[_M]) -> _M:
    path = files("foreigndesk.stories") / name
    try:
        return model.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise CodebookError(f"stories/{name}: not readable ({' '.join(str(error).split())})") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise CodebookError(f"stories/{name}: {where}: {first['msg']}") from error
