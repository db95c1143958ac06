"""What the browser loads is built from frontend/ and npm's packages, and from nothing else."""

from __future__ import annotations

import filecmp
import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "src" / "foreigndesk" / "web" / "static"


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed: nothing to build with")
def test_building_again_gives_the_files_that_are_kept(tmp_path):
    subprocess.run(["make", "--silent", "node_modules/.ready"], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["node", "frontend/build.mjs", str(tmp_path)], cwd=ROOT, check=True)
    assert files(tmp_path) == files(BUILT)
    differing = [
        name for name in files(BUILT) if not filecmp.cmp(tmp_path / name, BUILT / name, shallow=False)
    ]
    assert differing == [], "run `make web` and keep what it builds"


def test_npm_packages_are_locked_and_explained():
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"][""]["devDependencies"]
    assert wanted == locked
    assert all(version[0].isdigit() for version in wanted.values()), "exact versions, not ranges"
    explained = (ROOT / "docs" / "dependencies.md").read_text()
    for name in wanted:
        assert f"| `npm:{name}` |" in explained


def test_fonts_come_with_their_licence():
    fonts = list((BUILT / "files").glob("*.woff2"))
    assert len(fonts) >= 10
    for name in ("inter", "source-serif-4"):
        assert "SIL OPEN FONT LICENSE" in (BUILT / "licences" / f"{name}.txt").read_text().upper()


def test_nothing_that_is_loaded_names_another_host():
    for path in BUILT.rglob("*"):
        if path.suffix in (".css", ".js"):
            text = path.read_text()
            assert "http://" not in text.replace("http://www.w3.org", "")
            assert "https://" not in text
