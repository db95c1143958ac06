"""The commands, their arguments and help, one module a group; what a command does is imported when it runs.

This list is the order in which `--help` shows them.
"""

# isort: off
from foreigndesk.cli.commands import (
    reading,
    rereading,
    following,
    briefs,
    stories,
    pressures,
    analysing,
    relations,
    serving,
    asking,
    clustering,
    codebooks,
    actors,
    places,
    evaluating,
)
# isort: on

__all__ = [
    "actors",
    "analysing",
    "asking",
    "briefs",
    "clustering",
    "codebooks",
    "evaluating",
    "following",
    "places",
    "pressures",
    "reading",
    "relations",
    "rereading",
    "serving",
    "stories",
]
