"""The command `foreigndesk`. Arguments and help are in `commands`, what a command does in one module each."""

from foreigndesk.cli import commands  # registers every command with the app
from foreigndesk.cli.app import main

__all__ = ["commands", "main"]
