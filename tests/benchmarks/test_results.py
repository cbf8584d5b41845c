"""RESULTS.md keeps what was not measured again."""

from pathlib import Path

from benchmarks.results import Row, merge, section
from benchmarks.run import benchmarks


def test_a_fresh_section_replaces_its_own_and_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    merge(path, {"load": section("load", "2026-11-01", "machine A", [Row("rows", 1.0, "s")])})
    merge(
        path,
        {"startup": section("startup", "2026-11-02", "machine B", [Row("help", 0.2, "s", "≤ 0.3 s", True)])},
    )
    merge(path, {"load": section("load", "2026-11-03", "machine B", [Row("rows", 2.0, "s")])})
    text = path.read_text()
    assert "machine A" not in text
    assert text.index("## load") < text.index("## startup")
    assert "| rows | 2 s |" in text
    assert "| help | 0.2 s | ≤ 0.3 s | ● met |" in text


def test_a_missed_goal_is_said_and_large_figures_are_readable() -> None:
    assert Row("deadlines", 1234567.8, "per s", "≥ 2,000,000", False).cells() == (
        "deadlines",
        "1,234,568 per s",
        "≥ 2,000,000",
        "◇ missed",
        "",
    )


def test_every_benchmark_is_found() -> None:
    assert "startup" in benchmarks()
    assert "run" not in benchmarks()
