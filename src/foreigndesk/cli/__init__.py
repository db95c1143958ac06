"""The command `foreigndesk`. Commands are in `app`, what they do in one module each, loaded when needed."""

from foreigndesk.cli.app import main

__all__ = ["main"]
