"""The numbers of `thresholds.yaml`: when a week is unusual, a series has changed, a picture is full."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

_Count = Annotated[int, Field(ge=1)]
_Part = Annotated[float, Field(gt=0, le=1)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AlertThresholds(_Data):
    """When this week is unusual. `norms` are in weeks, `chance` and `known_part` are between 0 and 1."""

    norms: tuple[_Count, ...]
    known_part: _Part
    chance: _Part
    least_events: _Count
    least_expected: _Count


class ChangeThresholds(_Data):
    """When a series has changed; `least_periods` is in months or weeks, as the series is."""

    penalty: Annotated[float, Field(gt=0)]
    least_periods: _Count
    least_events: _Count


class PictureLimits(_Data):
    """The most that a picture shows."""

    actors: _Count
    cells: _Count
    pressures: _Count


class Thresholds(_Data):
    """The data of `thresholds.yaml`."""

    version: str
    alerts: AlertThresholds
    changes: ChangeThresholds
    pictures: PictureLimits


@cache
def thresholds() -> Thresholds:
    """Return the thresholds that come along.

    Raises:
        ValueError: when the file does not fit its schema (pydantic's ValidationError).
    """
    text = (files(__name__.rpartition(".")[0]) / "thresholds.yaml").read_text(encoding="utf-8")
    return Thresholds.model_validate(yaml.safe_load(text))
