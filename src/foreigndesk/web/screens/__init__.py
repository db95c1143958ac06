"""Every screen, in the order of the navigation. To add one, write its file and name it here."""

from __future__ import annotations

from typing import Any

from foreigndesk.web.screen import Screen
from foreigndesk.web.screens import actor, actors, brief, events, reader, watch

SCREENS: tuple[Screen[Any, Any], ...] = (
    brief.SCREEN,
    events.SCREEN,
    actors.SCREEN,
    watch.SCREEN,
    # Reached by links alone.
    reader.SCREEN,
    actor.SCREEN,
)
