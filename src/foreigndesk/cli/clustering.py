"""`foreigndesk cluster`: a folder or dataset read by a Spark job, and its output on to a desk."""

from __future__ import annotations

import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from foreigndesk import cluster, codebooks, intake, pipeline
from foreigndesk import desk as desks
from foreigndesk.cli.output import Stopped, err, out, print_json, progress_bar
from foreigndesk.cluster.sessions import check_installed
from foreigndesk.cluster.staging import stage
from foreigndesk.errors import UsageError
from foreigndesk.ingest import Tally

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_PARTS_A_CORE = 4  # so that the last article does not keep all but one core waiting
_LOOK = 0.5  # seconds between two looks at how far the job is


def read(source: str, output: Path, *, master: str, columns: str, as_json: bool) -> int:
    """Read `source` at `master` into tables in `output`; return 1 when nothing could be read, else 0.

    Raises:
        ClusterError: Spark or Java is missing, or the job failed.
        UsageError: there is something else in `output`.
        Stopped: on Ctrl-C; nothing is kept.
    """
    check_installed()
    _check_free(output)
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")  # of pandas, which suits us
    settings = intake.Settings(columns=intake.parse_columns(columns))
    try:
        # Beside the output, which every machine of the cluster can reach, as it must.
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=output, prefix="_articles-") as staged:
            _stage(source, settings, Path(staged))
            spark = cluster.session(master)
            try:
                counts = _run(spark, staged, output)
            finally:
                spark.stop()
    except KeyboardInterrupt:
        raise Stopped(f"Stopped: {output} is not finished. Give the same command to start again.") from None
    if as_json:
        print_json({"output": str(output), "rows": counts})
    else:
        said = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
        out().print(Text(f"{output}: {said}", "bold"), soft_wrap=True)
        out().print(Text(f"On to a desk: foreigndesk cluster load {output}", "dim"), soft_wrap=True)
    return 0 if counts["documents"] else 1


def load(output: Path, *, desk_path: Path | None, as_json: bool) -> int:
    """Store what `output` holds on the desk; return 1 when there is no document in it, else 0.

    Raises:
        ClusterError: `output` is not the finished output of a job.
        DeskError: when the desk cannot be written.
        Stopped: on Ctrl-C; whole documents are kept.
    """
    cluster.check_output(output)
    tally = Tally()
    with desks.open(desk_path) as desk, progress_bar("articles", err()) as bar:
        run = desks.start_run(desk, datetime.now(UTC))
        task = bar.add_task("loading", total=cluster.articles_in(output))
        try:
            for entry in cluster.load(desk, run, output):
                tally.add(entry)
                bar.advance(task)
        except KeyboardInterrupt:
            kept = f"{tally.documents} documents kept whole on {desk.path}"
            raise Stopped(f"Stopped: {kept}. To go on, give the same command again.") from None
        versions = pipeline.versions(codebooks.load())
        desks.finish_run(desk, run, counts=tally.counts(), versions=versions)
        path = desk.path
    if as_json:
        print_json({"desk": str(path), "run": run, "counts": tally.counts()})
    else:
        refused = tally.rejections.total()
        said = f"{path}: {tally.documents} documents loaded, {refused} articles not read"
        out().print(Text(said, "bold"), soft_wrap=True)
    return 0 if tally.documents else 1


def _check_free(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output}: it is a file; name a folder for the tables")
    if output.is_dir() and any(output.iterdir()) and not (output / "packed").is_dir():
        raise UsageError(f"{output}: there is something else in this folder; name a new one for the tables")


def _stage(source: str, settings: intake.Settings, folder: Path) -> None:
    with progress_bar("articles", err()) as bar:
        task = bar.add_task("finding", total=None)
        for found in stage(intake.load(source, settings=settings), folder):
            bar.update(task, completed=found)


def _run(spark: SparkSession, staged: str, output: Path) -> dict[str, int]:
    articles = spark.read.parquet(staged)
    parts = _PARTS_A_CORE * spark.sparkContext.defaultParallelism
    readings = cluster.read(spark, articles.repartition(parts, "position"))
    with _watched(spark):
        return cluster.write(readings, str(output))


@contextmanager
def _watched(spark: SparkSession) -> Iterator[None]:
    """Show how many tasks of the stage at work are done, for as long as the block runs."""
    ended = threading.Event()
    tracker = spark.sparkContext.statusTracker()

    def watch() -> None:
        with progress_bar("tasks", err()) as bar:
            task = bar.add_task("reading", total=None)
            while not ended.wait(_LOOK):
                for stage_id in tracker.getActiveStageIds():
                    if info := tracker.getStageInfo(stage_id):
                        bar.update(task, completed=info.numCompletedTasks, total=info.numTasks)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
