"""Splink, as Handfast uses it: what is missing said in words, its settings from clues, its tables in a schema of their own."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from handfast.faults import HandfastError
from handfast.importing.linkage.comparisons import Clue

if TYPE_CHECKING:
    from splink import Linker

MISSING = (
    "Looking for probable duplicates needs Splink, which isn't installed; install it with "
    '`pip install "handfast[linkage]"`. Everything else works without it'
)
_NO_ROOM = (
    "There is too little memory, or room on the disk for temporary files, to look for probable duplicates among so many; make room, "
    "or name a roomier folder in TMPDIR"
)


@dataclass(frozen=True, slots=True)
class Shares:
    """For one clue, level by level from the strongest: how often it is met among true pairs (m) and among others (u)."""

    m: tuple[float, ...]
    u: tuple[float, ...]


class LinkageMissing(HandfastError):
    """The extra `linkage` is not installed."""

    def __init__(self) -> None:
        super().__init__(MISSING)


def installed() -> bool:
    """Whether Splink can be imported."""
    from importlib.util import find_spec

    return find_spec("splink") is not None


@contextmanager
def workspace(connection: duckdb.DuckDBPyConnection, schema: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A second connection to the same database whose tables go to `schema`, which is dropped with all that is in it at the end.

    Splink names tables without a schema and reads results of its own while others are open; neither touches the caller's connection.
    Raises LinkageMissing, and HandfastError when memory or the temporary disk is full.
    """
    if not installed():
        raise LinkageMissing
    connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    connection.execute(f"CREATE SCHEMA {schema}")
    cursor = connection.cursor()
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # what it warns of (levels never met) is handled where shares are read
    try:
        cursor.execute(f"SET schema = '{schema}'")
        yield cursor
    except Exception as error:
        full = (duckdb.OutOfMemoryException, duckdb.IOException)
        if isinstance(error, full) or isinstance(error.__cause__, full):
            raise HandfastError(_NO_ROOM) from error
        raise
    finally:
        logger.setLevel(level)
        cursor.close()
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


def linker(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    clues: Sequence[Clue],
    shares: Mapping[str, Shares],
    probability: float,
    blocks: Sequence[str] = (),
) -> "Linker":
    """A linker of one table's rows with each other.

    Args:
        table: profiles, in the cursor's schema.
        clues: what is compared.
        shares: by the clue's name: what counts for its levels.
        probability: that two rows taken by chance are one.
        blocks: columns; pairs that share one of them are compared.
    """
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink.comparison_level_library import CustomLevel, ElseLevel
    from splink.comparison_library import CustomComparison

    comparisons: list[Any] = []
    for clue in clues:
        levels: list[Any] = [CustomLevel(clue.nothing).configure(is_null_level=True)]
        of = shares[clue.name]
        for level, m, u in zip(clue.levels, of.m, of.u, strict=True):
            made = CustomLevel(level.test) if level.test else ElseLevel()
            given: dict[str, Any] = {"m_probability": m, "u_probability": u}
            if level.frequency:
                given |= {"tf_adjustment_column": level.frequency, "disable_tf_exact_match_detection": True}
            levels.append(made.configure(**given))
        comparisons.append(CustomComparison(levels, output_column_name=_output(clue)))
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="n",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on(column) for column in blocks],
        probability_two_random_records_match=probability,
        retain_matching_columns=True,  # which levels were reached comes with them
        em_convergence=1e-5,
        max_iterations=50,
    )
    api = DuckDBAPI(cursor)
    return Linker(api.register(table), settings, log_level=None)


def learn(of: "Linker", block: str, most: int) -> bool:
    """Train on the pairs that share a column's value, on about so many of them; whether anything came of it.

    Nothing does where pairs are all alike: a share sinks below what a number can hold, or none is left to train on.
    """
    from splink.internals.exceptions import EMTrainingException

    try:
        of.training.estimate_parameters_using_expectation_maximisation(
            f"l.{block} = r.{block}",
            estimate_without_term_frequencies=True,
            max_pairs=most,
            record_sample_proportion=1.0,
        )
    except (ValueError, EMTrainingException):
        return False
    return True


def trained(of: "Linker", clues: Sequence[Clue], key: str) -> dict[str, tuple[float | None, ...]]:
    """The linker's `m_probability` or `u_probability` by clue and level; None where it met none."""
    comparisons = {
        c["output_column_name"]: c["comparison_levels"] for c in of.misc.save_model_to_json()["comparisons"]
    }
    return {
        clue.name: tuple(
            level.get(key) for level in comparisons[_output(clue)] if not level.get("is_null_level")
        )
        for clue in clues
    }


def gamma(clue: Clue) -> str:
    """The column of predictions that says which level was reached: the number of levels less one for the strongest, 0 for the last, -1 for nothing."""
    return f"gamma_{_output(clue)}"


def _output(clue: Clue) -> str:
    return clue.name.replace(" ", "_")
