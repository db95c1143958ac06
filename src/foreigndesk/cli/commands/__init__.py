"""The commands, their arguments and help, one module a group; what a command does is imported when it runs.

This list is the order in which `--help` shows them.
"""

from foreigndesk.cli.commands import (  # isort: skip
    reading, rereading, briefs, analysing, codebooks, actors, places, evaluating,
)  # fmt: skip

__all__ = ["actors", "analysing", "briefs", "codebooks", "evaluating", "places", "reading", "rereading"]
