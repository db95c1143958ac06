"""The command line: its groups, its exit codes and how a failure is said. Commands are in `commands`.

So `foreigndesk --help` stays quick: the parser, the database and rich's tables load only when used.
Exit codes: 0 done, 1 nothing could be read or it failed, 2 called wrongly, 130 stopped by Ctrl-C.
"""

# ruff: noqa: PLC0415 - late imports are the point of this module; an option is an argument

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any, TextIO, cast

import typer

from foreigndesk.errors import ForeignDeskError, UsageError

# Typer carries its own copy of click or uses the installed one, depending on its version.
_CALLED_WRONGLY: type[Exception] = typer.BadParameter.__mro__[1]
_HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="foreigndesk",
    help="Read political news into an evidence-linked picture of states, actors, ties and events.",
    epilog="""\b
Start here:
  foreigndesk read --examples
  foreigndesk brief --latest""",
    context_settings=_HELP,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
)
codebook = typer.Typer(
    help="List and check the codebooks that coding reads.", rich_markup_mode=None, no_args_is_help=True
)
actors = typer.Typer(
    help="Bring your own actors, beside the registry that comes along.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
evaluate = typer.Typer(
    help="Compare readings and the parser with gold files.", rich_markup_mode=None, no_args_is_help=True
)
places = typer.Typer(
    help="Bring GeoNames' places, down to villages, beside the atlas that comes along.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.add_typer(actors, name="actors")
app.add_typer(places, name="places")
app.add_typer(codebook, name="codebook")
app.add_typer(evaluate, name="evaluate")


def _print_version(asked: bool) -> None:
    if asked:
        try:
            typer.echo(f"foreigndesk {version('foreigndesk')}")
        except PackageNotFoundError:
            typer.echo("foreigndesk 0+source")
        raise typer.Exit


@app.callback()
def _root(
    shown: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    """See `help` of the app above."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments`, those of the process where None; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a question mark; it never ends the command.
        cast(Any, stream).reconfigure(errors="replace") if hasattr(stream, "reconfigure") else None
    try:
        code = typer.main.get_command(app).main(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="foreigndesk",
            standalone_mode=False,
        )
        sys.stdout.flush()
        return int(code or 0)
    except BrokenPipeError:
        # The reader of our output has gone, as with `| head`; nothing is wrong.
        _silence(sys.stdout)
        return 0
    except KeyboardInterrupt:
        return _say("Stopped.", 130)
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> int:
    from foreigndesk.cli.output import Stopped

    if isinstance(error, Stopped):
        return _say(str(error), 130)
    if isinstance(error, ForeignDeskError):
        return _say(str(error), 2 if isinstance(error, UsageError) else 1)
    if isinstance(error, _CALLED_WRONGLY):
        return _say(_usage(error), 2)
    if os.environ.get("FOREIGNDESK_DEBUG"):
        raise error
    reason = f"{type(error).__name__}: {error}"
    return _say(f"foreigndesk failed ({reason}); FOREIGNDESK_DEBUG=1 shows where, please report it", 1)


def _usage(error: Any) -> str:  # noqa: ANN401 - click's error, of typer's own copy
    message = error.format_message().rstrip(".")
    command = error.ctx.command_path if getattr(error, "ctx", None) else "foreigndesk"
    return f"{message}; see {command} --help" if message else f"see {command} --help"


def _say(message: str, code: int) -> int:
    from foreigndesk.cli.output import say

    say(message, "" if code == 130 else "red")
    return code


def _silence(stream: TextIO) -> None:
    """Send what is still buffered nowhere, so that Python does not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
