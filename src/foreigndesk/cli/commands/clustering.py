"""Reading on many machines, and what was read there on to a desk."""

# ruff: noqa: PLC0415 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import AsJson, DeskFile


class _ReadsUnlessToldElse(typer.core.TyperGroup):
    """`cluster INPUT OUTPUT` is `cluster read INPUT OUTPUT`; an input called `load` is written `./load`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - click's, of typer's own copy
        """Put `read` in front of what names no command."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["read", *args]
        return super().parse_args(ctx, args)


cluster = typer.Typer(
    cls=_ReadsUnlessToldElse,
    help="Read on many machines, as an Apache Spark job (needs foreigndesk[spark] and Java 17).",
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.add_typer(cluster, name="cluster")


@cluster.command(
    "read",
    epilog="""\b
Examples:
  foreigndesk cluster read news/ read/ --master local[2]
  foreigndesk cluster news.jsonl.gz read/ --master spark://head:7077
  foreigndesk cluster load read/""",
)
def cluster_read(
    source: Annotated[
        str,
        typer.Argument(metavar="INPUT", help="A folder, dataset, web archive, or whatever read takes."),
    ],
    output: Annotated[str, typer.Argument(metavar="OUTPUT", help="The folder for the tables, in Parquet.")],
    master: Annotated[
        str,
        typer.Option(
            "--master", metavar="MASTER", help="The cluster, as Spark names it: local[2], spark://..."
        ),
    ] = "local[*]",
    columns: Annotated[
        str,
        typer.Option("--columns", metavar="MAP", help="The columns of a dataset: text=body,published=day"),
    ] = "",
    as_json: AsJson = False,
) -> int:
    """Read articles as a Spark job into tables like a desk's; `cluster INPUT OUTPUT` does the same."""
    from foreigndesk.cli import clustering

    return clustering.read(source, Path(output), master=master, columns=columns, as_json=as_json)


@cluster.command(
    "load",
    epilog="""\b
Examples:
  foreigndesk cluster load read/
  foreigndesk cluster load read/ --desk andes.duckdb""",
)
def cluster_load(
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="What cluster wrote.")],
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Put what a cluster has read on to the desk, as if this machine had read it."""
    from foreigndesk.cli import clustering

    return clustering.load(output, desk_path=desk, as_json=as_json)
