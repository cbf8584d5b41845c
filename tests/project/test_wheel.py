"""What is built holds what the code reads at run time."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    files = (
        file
        for file in (source / "handfast").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    )
    assert {str(file.relative_to(source)) for file in files} <= names
    assert "handfast/py.typed" in names
