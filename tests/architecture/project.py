"""The project's files, as the architecture tests read them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IGNORED = {".venv", ".local", ".git", "node_modules", "__pycache__", "built", "screenshots"}


@cache
def files() -> list[Path]:
    """Return the committed files; all but the ignored folders where there is no Git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not IGNORED & set(path.parts)]
    return sorted(path for path in found if path.is_file())


def text(name: str) -> str:
    """Return the text of the project's file `name`."""
    return (ROOT / name).read_text()
