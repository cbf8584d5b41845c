"""`merge`: probable duplicates shown, merged on a person's word, and taken apart again."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from handfast.cli.screen import Steps, output

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.importing.linkage.merges import Lead, Merge, Wanted
    from handfast.importing.linkage.profiles import Thing
    from handfast.importing.linkage.reviewed import Pair
    from handfast.record import Record

MOST = 20
"""Pairs that are printed; a file has all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed.

    Attributes:
        leads: ids.
        keep: the lead that is to stand for all.
        reason: why they are merged.
        listing, find, undo: the switches.
        least: the probability from which pairs are listed.
        out: where the list goes.
        reviewed: a list that says what to merge.
    """

    leads: tuple[str, ...]
    keep: str | None
    reason: str | None
    listing: bool
    find: bool
    undo: bool
    least: float
    out: Path | None
    reviewed: Path | None


def merge(folder: Path, asked: Asked) -> None:
    """Do one of: find, list, undo, merge; raises HandfastError for whatever is wrong with the record or with what is asked."""
    _check(asked)
    if asked.find:
        _find(folder, output())
    if asked.listing or asked.out or asked.find:
        _list(folder, asked, output())
    elif asked.undo:
        _undo(folder, asked.leads, output())
    else:
        _merge(folder, asked, output())


def _check(asked: Asked) -> None:
    """Raises typer.BadParameter when what is asked doesn't go together."""
    listing = asked.listing or asked.find or asked.out is not None
    doing = [
        name
        for name, given in (
            ("--list", listing),
            ("--undo", asked.undo),
            ("--from", asked.reviewed is not None),
        )
        if given
    ]
    if len(doing) > 1:
        raise typer.BadParameter(
            f"{' and '.join(doing)} are two things; do one after the other", param_hint=doing[1]
        )
    if asked.leads and doing and doing != ["--undo"]:
        raise typer.BadParameter(f"{doing[0]} takes no leads", param_hint="LEAD")
    if asked.undo and len(asked.leads) not in (0, 2):
        raise typer.BadParameter(
            "--undo takes two leads, or none for what was merged last", param_hint="LEAD"
        )
    if not doing and len(asked.leads) < 2:
        message = "name two leads or more that are one person; --list shows who may be, --from takes a reviewed list"
        raise typer.BadParameter(message, param_hint="LEAD")
    if asked.keep is not None and (doing or asked.keep not in asked.leads):
        raise typer.BadParameter("--keep names one of the leads that are merged", param_hint="--keep")


def _find(folder: Path, console: "Console") -> None:
    from handfast.importing.linkage.kept import look_for_duplicates
    from handfast.importing.linkage.splinking import LinkageMissing, installed

    if not installed():
        raise LinkageMissing
    with Steps() as steps:
        steps("looking for probable duplicates")
        found = look_for_duplicates(folder, datetime.now(UTC))
    for thing, duplicates in found.items():
        pairs = _counted(duplicates.pairs, "pair")
        console.print(
            f"{pairs} of {thing.value}s probably one, of {_counted(duplicates.rows, thing.value)}",
            soft_wrap=True,
        )


def _list(folder: Path, asked: Asked, console: "Console") -> None:
    from handfast.importing.linkage.kept import open_people
    from handfast.importing.linkage.profiles import Thing
    from handfast.importing.linkage.reviewed import pairs_of, write_list

    with open_people(folder) as record:
        leads, accounts = (pairs_of(record, thing, asked.least) for thing in (Thing.LEAD, Thing.ACCOUNT))
        looked = record.has("likely_duplicates")
        merges = _merged_now(record)
    if asked.out is not None:
        write_list(leads, asked.out)
        console.print(
            f"{asked.out} has {_counted(len(leads), 'pair')}. Write yes under `merge` where both are one, then:",
            soft_wrap=True,
        )
        console.print(f"  handfast merge {folder} --from {asked.out}", soft_wrap=True)
        return
    if not looked:
        console.print(
            f"Nobody has looked for probable duplicates here yet: handfast merge {folder} --find",
            soft_wrap=True,
        )
    elif not leads:
        console.print("No leads are probably one that aren't merged.", soft_wrap=True)
    _show(leads, folder, Thing.LEAD, console)
    _show(accounts, folder, Thing.ACCOUNT, console)
    for line in merges[:MOST]:
        console.print(line, soft_wrap=True)
    if len(merges) > MOST:
        console.print(f"… and {len(merges) - MOST:,} more merges", soft_wrap=True)


def _show(pairs: "Sequence[Pair]", folder: Path, thing: "Thing", console: "Console") -> None:
    from handfast.importing.linkage.profiles import Thing

    for pair in pairs[:MOST]:
        likely = "" if pair.probability is None else f"{pair.probability:.2%}  "
        console.print(f"{likely}{pair.one}  {pair.other}", soft_wrap=True)
        for who, shown in ((pair.one, pair.shown), (pair.other, pair.other_shown)):
            console.print(f"  {who}: {', '.join(filter(None, shown)) or 'nothing is known'}", soft_wrap=True)
        if pair.reasons:
            console.print(f"  {pair.reasons}", soft_wrap=True)
    if len(pairs) > MOST:
        all_of_them = f": handfast merge {folder} --list --out duplicates.csv" if thing is Thing.LEAD else ""
        console.print(f"… and {len(pairs) - MOST:,} more{all_of_them}", soft_wrap=True)
    if pairs and thing is Thing.LEAD:
        console.print(f"To merge: handfast merge {folder} LEAD OTHER", soft_wrap=True)
    elif pairs:
        console.print("Accounts are merged in the CRM.", soft_wrap=True)
    if pairs:
        console.print()


def _merged_now(record: "Record") -> list[str]:
    """A line for each merge in force."""
    from handfast.importing.linkage.kept import merges_of_record

    lines = [
        f"{m.lead_id} was merged into {m.survivor_id} on {m.merged_at:%Y-%m-%d}"
        for m in merges_of_record(record)
        if m.in_force
    ]
    return [*lines, *(note for note in record.notes if note.startswith("lead_merges"))]


def _merge(folder: Path, asked: Asked, console: "Console") -> None:
    from handfast.importing.linkage.merges import Wanted
    from handfast.importing.linkage.reviewed import read_list

    if asked.reviewed is not None:
        wanted = read_list(asked.reviewed)
        if not wanted:
            console.print(
                f"{asked.reviewed}: no row says yes under `merge`; nothing was merged", soft_wrap=True
            )
            return
    else:
        wanted = [Wanted(asked.leads, asked.keep, asked.reason)]
    made, leads, changed = _merged(folder, wanted)
    for one in made:
        text = f"{_who(leads[one.lead_id])} is one with {_who(leads[one.survivor_id])}, which stands for both"
        console.print(text, soft_wrap=True)
    unchanged = len({lead for each in wanted for lead in each.leads}) - changed
    if not made:
        console.print("They are one already; nothing was changed", soft_wrap=True)
    elif asked.reviewed is not None:
        console.print(
            f"{_counted(len(made), 'lead')} merged; {_counted(unchanged, 'lead')} kept", soft_wrap=True
        )
    if made:
        console.print(f"Take it back: handfast merge {folder} --undo", soft_wrap=True)


def _merged(folder: Path, wanted: "Sequence[Wanted]") -> "tuple[list[Merge], dict[str, Lead], int]":
    """Write the merges; those made, the leads, how many leads were merged into others."""
    from handfast.importing.linkage.kept import leads_of, merges_of_record, open_people, write_merges
    from handfast.importing.linkage.merges import merges_of
    from handfast.importing.store.whole import held, put_in_force

    _must_be(folder)
    with held(folder) as writing:
        with open_people(folder) as record:
            leads = leads_of(record, {lead for each in wanted for lead in each.leads})
            made = merges_of(wanted, leads, datetime.now(UTC), _me())
            known = merges_of_record(record)
        if made:
            write_merges(writing, [*known, *made])
            put_in_force(folder)
    return made, leads, len({merge.lead_id for merge in made})


def _undo(folder: Path, ids: Sequence[str], console: "Console") -> None:
    from handfast.faults import InputFaults
    from handfast.importing.linkage.kept import (
        addresses,
        leads_of,
        merges_of_record,
        open_people,
        write_merges,
    )
    from handfast.importing.linkage.merges import Wanted, faults_of, undone_between, undone_last
    from handfast.importing.store.whole import held, put_in_force

    _must_be(folder)
    now = datetime.now(UTC)
    with held(folder) as writing:
        with open_people(folder) as record:
            known = merges_of_record(record)
            leads = leads_of(
                record, {*ids, *(lead for merge in known for lead in (merge.lead_id, merge.survivor_id))}
            )
        if ids:
            if faults := faults_of([Wanted(tuple(ids))], leads):
                raise InputFaults(faults)
            merges = undone_between(known, leads[ids[0]], leads[ids[1]], addresses(leads.values()), now)
        else:
            merges = undone_last(known, now)
        write_merges(writing, merges)
        put_in_force(folder)
    for before, after in zip(known, merges, strict=True):
        if before.in_force and not after.in_force:
            one, other = (
                _who(leads[lead]) if lead in leads else lead for lead in (after.lead_id, after.survivor_id)
            )
            console.print(f"{one} and {other} are two leads again", soft_wrap=True)


def _must_be(folder: Path) -> None:
    """Raises InputFaults unless it is a folder with leads: nothing is made where there is no record."""
    from handfast.record.files import find_files

    find_files(folder)


def _who(lead: "Lead") -> str:
    return f"{lead.lead_id} ({lead.shown})" if lead.shown else lead.lead_id


def _me() -> str | None:
    """The name of whoever is logged in, where the system knows."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
