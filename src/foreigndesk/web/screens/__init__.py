"""Every screen, in the order of the navigation. To add one, write its file and name it here."""

from __future__ import annotations

from typing import Any

from foreigndesk.web.screen import Screen
from foreigndesk.web.screens import (
    actor,
    actors,
    brief,
    claims,
    events,
    map,
    network,
    pressures,
    reader,
    review,
    sources,
    timeline,
    watch,
)

SCREENS: tuple[Screen[Any, Any], ...] = (
    brief.SCREEN,
    events.SCREEN,
    map.SCREEN,
    timeline.SCREEN,
    actors.SCREEN,
    network.SCREEN,
    claims.SCREEN,
    pressures.SCREEN,
    watch.SCREEN,
    review.SCREEN,
    sources.SCREEN,
    # Reached by links alone.
    reader.SCREEN,
    actor.SCREEN,
)
