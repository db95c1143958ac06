"""Every screen, in the order of the navigation. To add one, write its file and name it here."""

from __future__ import annotations

from typing import Any

from foreigndesk.web.screen import Screen
from foreigndesk.web.screens import events

SCREENS: tuple[Screen[Any, Any], ...] = (events.SCREEN,)
