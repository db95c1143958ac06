"""Other processes that use a desk, for tests of how they share it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from contextlib import contextmanager

_START = """
import os, sys, time
from datetime import datetime
from pathlib import Path
from foreigndesk import desk
from foreigndesk.errors import DeskError, TryAgain
path = Path(sys.argv[1])
def tell(*words):
    print(*words, flush=True)
def hear():
    return sys.stdin.readline().strip()
"""


class Other:
    """A Python process beside this one; in its script `path` is the desk, `tell` and `hear` talk to us."""

    def __init__(self, path, script, *arguments):
        source = _START + textwrap.dedent(script)
        self.process = subprocess.Popen(
            [sys.executable, "-c", source, str(path), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def says(self):
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        return line.rstrip("\n")

    def tell(self, words="go"):
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ends(self):
        """Wait for its end; return what it still said, its errors being ours."""
        out, errors = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, errors
        return out.splitlines()


@contextmanager
def other(path, script, *arguments):
    """Run a process for the length of a block."""
    started = Other(path, script, *arguments)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.kill()
        for stream in (started.process.stdin, started.process.stdout, started.process.stderr):
            stream.close()


#: Owns the desk until it hears a word, then ends as it should.
OWNER = """
with desk.open(path) as opened:
    tell("owner")
    hear()
"""
