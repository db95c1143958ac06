"""The commands, their arguments and help, one module a group; what a command does is imported when it runs.

This list is the order in which `--help` shows them.
"""

from foreigndesk.cli.commands import reading, briefs, analysing, asking, codebooks, actors, places, evaluating  # isort: skip

__all__ = ["actors", "analysing", "asking", "briefs", "codebooks", "evaluating", "places", "reading"]
