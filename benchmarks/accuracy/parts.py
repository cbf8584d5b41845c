"""What is measured of each company, part by part. A company is written once and kept, so that one part can be measured again without the others.

`FOLDER/0017/made/` holds the record, the agreement and the truth; `FOLDER/0017/signs.json`, `cost.json`, `learning.json` what was found. Each file names
the code that it comes from: a part is measured again when its own code, or the generator's, has changed, and not when the engine's has.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import handfast
from benchmarks.accuracy.companies import Drawn
from benchmarks.accuracy.costed import costed
from benchmarks.accuracy.learned import learned
from benchmarks.accuracy.opened import Opened, opened
from benchmarks.accuracy.signs import judged
from handfast.demo import make_company

Found = dict[str, Any]
CODE = Path(handfast.__file__).parent
OWN = Path(__file__).parent
DEMO = "demo"


@cache
def fingerprint(*places: str) -> str:
    """A hash of the source in some places: folders of the package, files of this folder."""
    made = hashlib.sha256()
    for place in places:
        root = OWN / place if place.endswith(".py") else CODE / place
        for file in [root] if root.is_file() else sorted(root.rglob("*")):
            if file.suffix in (".py", ".sql"):
                made.update(file.read_bytes())
    return made.hexdigest()[:16]


PARTS: Mapping[str, tuple[Callable[[Opened], Found], tuple[str, ...]]] = MappingProxyType(
    {
        "signs": (judged, (DEMO, "diagnosis/signs", "signs.py")),
        "cost": (costed, (DEMO, "diagnosis/cost", "costed.py")),
        "learning": (learned, (DEMO, "diagnosis/learning", "learned.py")),
    }
)
"""What measures each part, and the code that it rests on."""


def measure(folder: Path, drawn: Drawn, parts: tuple[str, ...]) -> None:
    """Measure some parts of a company, unless that has been done by the code as it stands."""
    home = folder / f"{drawn.number:04d}"
    stale = [part for part in parts if read(folder, drawn, part) is None]
    if not stale:
        return
    with _alone(home):
        _make(home, drawn)
        with opened(home / "made") as company:
            found = {part: PARTS[part][0](company) for part in stale}
        for part, told in found.items():
            whole = told | {"code": fingerprint(*PARTS[part][1]), "drawn": asdict(drawn)}
            _write(home / f"{part}.json", whole)


def read(folder: Path, drawn: Drawn, part: str) -> Found | None:
    """What was found of a part; None where that isn't known, or comes from other code."""
    file = folder / f"{drawn.number:04d}" / f"{part}.json"
    if not file.exists():
        return None
    found: Found = json.loads(file.read_text(encoding="utf-8"))
    same = found["code"] == fingerprint(*PARTS[part][1]) and found["drawn"] == asdict(drawn)
    return found if same else None


def _make(home: Path, drawn: Drawn) -> None:
    said = home / "made.json"
    wanted = {"code": fingerprint(DEMO), "drawn": asdict(drawn)}
    if said.exists() and json.loads(said.read_text(encoding="utf-8")) == wanted:
        return
    shutil.rmtree(home / "made", ignore_errors=True)
    make_company(home / "made", leads=drawn.leads, seed=drawn.seed, faults=drawn.faults, format="parquet")
    _write(said, wanted)


def _write(file: Path, found: Found) -> None:
    whole = file.with_suffix(".part")
    whole.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    os.replace(whole, file)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep two runs over one folder from writing one company at once."""
    import fcntl

    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
