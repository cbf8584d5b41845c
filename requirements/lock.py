"""Compile the lock files: `run.txt` for those who use Handfast, `dev.txt` for those who work on it.

The files name packages, versions and hashes, and no index: whichever one a machine uses, the hashes decide.
Versions already locked stay; `--upgrade` takes the newest.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = "uv==0.13.9"
HEADER = "# Compiled from pyproject.toml by `make lock`; not edited by hand.\n"
FORM = ["--universal", "--python-version", "3.11", "--generate-hashes"]
SILENT = ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--quiet"]
# A name, a version, perhaps a marker, and hashes; anything else would tie the file to one place.
REQUIREMENT = re.compile(
    r"[a-z0-9][a-z0-9._-]*==\S+( ; [^:/]+)? \\"
    r"|    --hash=sha256:[0-9a-f]{64}( \\)?"
    r"|    # (?!.*(://|file:)).*"
)


def uv() -> list[str]:
    """The command for uv: the one on the path, or one installed beside this Python."""
    if found := shutil.which("uv"):
        return [found]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", UV], check=True)
    return [sys.executable, "-m", "uv"]


def compile_lock(name: str, group: str, *options: str) -> None:
    """Write `requirements/NAME.txt` for the package and one dependency group, good on every platform."""
    out = ROOT / "requirements" / f"{name}.txt"
    command = [*uv(), "pip", "compile", "pyproject.toml", "--group", group, *FORM, *SILENT, *options]
    subprocess.run([*command, "--output-file", str(out)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    lines = out.read_text().splitlines()
    if foreign := [line for line in lines if not REQUIREMENT.fullmatch(line)]:
        raise SystemExit(f"{out}: a lock file holds requirements and hashes only, but has {foreign[0]!r}")
    out.write_text(HEADER + "\n".join(lines) + "\n")


if __name__ == "__main__":
    compile_lock("run", "build", *sys.argv[1:])
    compile_lock("dev", "dev", "--constraint", "requirements/run.txt", *sys.argv[1:])
