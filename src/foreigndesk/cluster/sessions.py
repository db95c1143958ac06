"""A session with Spark, and what must be installed for one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from foreigndesk.errors import ClusterError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LEAST_JAVA = 17
_PACKAGES = ("pyspark", "pandas")  # PySpark does not run Python over Arrow without pandas
ARTICLES_AT_ONCE = 32  # handed to a Python worker in one go: pages may be large
_TRIES = 4  # of a task; Spark's own number on a cluster, while a plain local[n] tries once
_LOCAL = re.compile(r"local(?:\[(?P<threads>\d+|\*)\])?")


def check_installed() -> None:
    """Check that a session can be had.

    Raises:
        ClusterError: PySpark or Java is missing, or the Java is too old.
    """
    if any(find_spec(name) is None for name in _PACKAGES):
        raise ClusterError("reading on a cluster needs PySpark; install it: pip install 'foreigndesk[spark]'")
    version = _java_version()
    if version is None or version < LEAST_JAVA:
        found = "there is none" if version is None else f"this one is Java {version}"
        raise ClusterError(
            f"Spark needs Java {LEAST_JAVA} or newer, and {found}; install it (Debian: apt install "
            f"openjdk-{LEAST_JAVA}-jre-headless), or set JAVA_HOME to where it is"
        )


def session(master: str) -> SparkSession:
    """Return a session with the cluster at `master`, such as `local[2]` or `spark://head:7077`.

    Where the executors are on this machine they run this Python; elsewhere the one that the cluster names
    (PYSPARK_PYTHON), which must have foreigndesk installed.

    Raises:
        ClusterError: PySpark or Java is missing, or there is no such cluster.
    """
    check_installed()
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only where it is installed

    builder = SparkSession.builder.master(_with_tries(master)).appName("foreigndesk")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "FATAL",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ARTICLES_AT_ONCE),
        "spark.executorEnv.OMP_NUM_THREADS": "1",
    }.items():
        builder = builder.config(name, value)
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # Spark's own default is any python3
    try:
        return builder.getOrCreate()
    except Exception as error:
        raise ClusterError(f"{master}: no session with Spark could be had ({first_line(error)})") from error


def first_line(error: Exception) -> str:
    """Return what a failure of Spark says, without the traces of two languages."""
    lines = [line.strip() for line in str(getattr(error, "java_exception", None) or error).splitlines()]
    return next((line for line in lines if line), type(error).__name__)[:300]


def _with_tries(master: str) -> str:
    match = _LOCAL.fullmatch(master)
    return f"local[{match['threads'] or 1},{_TRIES}]" if match else master


def _java_version() -> int | None:
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else shutil.which("java")
    if java is None:
        return None
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        return None
    number = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(number[1]) if number else None
