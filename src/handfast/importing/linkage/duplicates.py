"""Leads and accounts that are probably one, with how probable and why; nothing is merged."""

from dataclasses import dataclass

import duckdb

from handfast.importing.linkage.blocking import add_blocks
from handfast.importing.linkage.comparisons import Clue
from handfast.importing.linkage.model import Model, train
from handfast.importing.linkage.profiles import Thing, make_profiles
from handfast.importing.linkage.splinking import Shares, gamma, linker, workspace
from handfast.record import sql

LIKELY = 0.95
"""The least probability of a pair that is reported, for all data alike."""

MOST_LIKELY = 0.9999
"""No model is certain."""

TELLING = 2.0
"""How many times as frequent among true pairs as among others an agreement is that is named as a reason."""

TABLES = {Thing.LEAD: "likely_duplicates", Thing.ACCOUNT: "likely_duplicate_accounts"}
KEYS = {Thing.LEAD: ("lead_id", "other_lead_id"), Thing.ACCOUNT: ("account_id", "other_account_id")}


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What came of looking for duplicates.

    Attributes:
        rows: leads or accounts looked at.
        pairs: probable duplicates found.
        model: what was learned; None where there was nothing to compare.
    """

    rows: int
    pairs: int
    model: Model | None


def find_duplicates(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    thing: Thing = Thing.LEAD,
    *,
    key: str = "",
    least: float = LIKELY,
    schema: str = "linkage",
) -> Duplicates:
    """Find probable duplicates among leads or accounts.

    Args:
        relation: each lead or account once, as `record.leads` has them (those of one e-mail address are one there); its columns are
            understood by their names, see `Meaning`.
        key: the column of ids; `lead_id` or `account_id` when not given.
        least: the probability from which a pair is reported.
        schema: where the table goes; made when it isn't there.

    Makes `likely_duplicates(lead_id, other_lead_id, probability DOUBLE, reasons)` in `schema`, or for accounts
    `likely_duplicate_accounts(account_id, other_account_id, …)`, most probable first; an earlier one is replaced. The same rows give the same
    pairs, in whatever order they come. Raises LinkageMissing without the extra `linkage`.
    """
    one, other = KEYS[thing]
    target = f"{schema}.{TABLES[thing]}"
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    work = "linkage_work"
    with workspace(connection, work) as cursor:
        rows = make_profiles(connection, relation, thing, key or one, f"{work}.profiles")
        blocks = add_blocks(connection, f"{work}.profiles", thing, rows)
        if not blocks:
            connection.execute(
                f"CREATE OR REPLACE TABLE {target} ({one} VARCHAR, {other} VARCHAR, probability DOUBLE, reasons VARCHAR)"
            )
            return Duplicates(rows, 0, None)
        model = train(cursor, "profiles", thing, blocks, rows)
        predicting = linker(
            cursor, "profiles", model.clues, model.shares, model.probability, [b.column for b in blocks]
        )
        found = predicting.inference.predict(threshold_match_probability=least - 0.001).physical_name
        connection.execute(
            f"CREATE OR REPLACE TABLE {target} AS SELECT l.id AS {one}, r.id AS {other}, "
            f"least(round(p.match_probability, 4), {MOST_LIKELY}) AS probability, {_reasons(model)} AS reasons FROM {work}.{found} p "
            f"JOIN {work}.{_sides(model, 'l')} JOIN {work}.{_sides(model, 'r')} "
            f"WHERE round(p.match_probability, 4) >= {least} ORDER BY probability DESC, l.n, r.n"
        )
    (pairs,) = connection.execute(f"SELECT count(*) FROM {target}").fetchall()[0]
    return Duplicates(rows, int(pairs), model)


def _sides(model: Model, side: str) -> str:
    """SQL: the profiles as one side of a pair; the earlier is on the left."""
    end = "least" if side == "l" else "greatest"
    return f"profiles {side} ON {side}.n = {end}(p.n_l, p.n_r)"


def _reasons(model: Model) -> str:
    """SQL: what speaks for it, in the order of clues, then what speaks against."""
    speaks = [_said(clue, model.shares[clue.name], against=False) for clue in model.clues]
    differs = [_said(clue, model.shares[clue.name], against=True) for clue in model.clues]
    return (
        f"concat_ws('; but ', nullif(concat_ws('; ', {', '.join(speaks)}), ''), "
        f"nullif(concat_ws(', ', {', '.join(differs)}), ''))"
    )


def _said(clue: Clue, shares: Shares, *, against: bool) -> str:
    """SQL: the words of the level that was reached; the last level alone speaks against. Nothing where agreement hardly tells anything."""
    last = len(clue.levels) - 1
    whens = []
    for place, level in enumerate(clue.levels):
        if (place == last) != against or (not against and shares.m[place] < TELLING * shares.u[place]):
            continue
        words = sql.text(level.words)
        if level.measure:
            measure = level.measure
            for column in clue.columns:
                measure = measure.replace(f"{column}_l", f"l.{column}").replace(f"{column}_r", f"r.{column}")
            words = f"replace({words}, '%', {measure})"
        whens.append(f"WHEN {last - place} THEN {words}")
    return f"CASE p.{gamma(clue)} {' '.join(whens)} END" if whens else "NULL"
