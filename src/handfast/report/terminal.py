"""One screen of terminal: the order of the report's overview, 80 columns, colour only where a terminal takes it."""

import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from handfast.agreement.diff import Change
from handfast.agreement.model import Agreement
from handfast.agreement.prose import prose
from handfast.report import words
from handfast.report.context import Context
from handfast.report.drill import Unopened
from handfast.report.sections.changes import in_short
from handfast.report.sections.overview import ALL_READ, Overview, overview
from handfast.report.sections.signals import since_said
from handfast.report.sections.standing import Line
from handfast.report.source import Results
from handfast.report.tokens import MARKS

WIDTH = 80
MOST = 8
"""How many promises of a side fit a screen."""
MOST_SIGNS = 4
"""How many signs that fire are named."""
SCREEN = 45
"""How many lines a screen has; where more would be needed, remarks close up, then a long promise is cut instead of wrapped."""
HALF = WIDTH // 2 - 2
"""How wide a side is."""
STYLES = {"kept": "green", "broken": "bright_red", "risk": "yellow", "none": "dim"}
PARTY = {"marketing": "bold magenta", "sales": "bold cyan", "both": "bold"}


def print_summary(results: Results, console: Console, report: Path | None = None) -> None:
    """Print how both sides are doing, whose move it is, and where the report is."""
    context = Context(results, Unopened(results, names=False))
    found, width = overview(context), min(WIDTH, console.width)
    remarks = list(_remarks(context, found, report))
    for most, spaced in ((2, True), (2, False), (1, True), (1, False)):
        parts: list[RenderableType] = [
            _head(context, found),
            _sides(context, found, most),
            *_both(context, found, most),
            *_beside(remarks, spaced),
        ]
        room = console.options.update(width=width)
        if sum(len(console.render_lines(part, room)) for part in parts) <= SCREEN:
            break
    for part in parts:
        console.print(part, width=width, soft_wrap=False)


def _head(context: Context, found: Overview) -> Text:
    agreement, snapshot = context.agreement, context.results.snapshot
    if context.results.promised:
        name, signed = agreement.name, "signed by both" if agreement.signed else "not signed by both"
    else:
        name, signed = "Marketing and sales, by the record", "nobody has promised anything"
    when = f"{words.wall(context.local(context.results.as_of))}, {words.zone(context.zone)}"
    said = f"snapshot {snapshot['id'][:8]} · as of {when}"
    said += f"{' · ' if len(f'{said} · {signed}') <= WIDTH else chr(10)}{signed}"
    return Text.assemble((name, "bold"), (f"  {found.size[0]}", "dim"), "\n", (said, "dim"), "\n")


def _sides(context: Context, found: Overview, most: int) -> Table:
    """Marketing left, sales right, the same size."""
    promised = context.results.promised
    table = Table.grid(padding=(0, 1), expand=True)
    for ratio in (1, None, 1):
        table.add_column(ratio=ratio)
    columns = [_promises(side, promised, HALF, most) for side in (found.marketing, found.sales)]
    heads = [_title(found, party, promised) for party in ("marketing", "sales")]
    for left, right in (heads, *zip_longest(*columns, fillvalue=Text())):
        tall = max(str(cell).count("\n") for cell in (left, right)) + 1
        table.add_row(left, Text("\n".join("│" * tall), "dim"), right)
    return table


def _title(found: Overview, party: str, promised: bool) -> Text:
    name = f"{party.title()} promised" if promised else party.title()
    counted = f"  {found.counted(party)}" if promised and getattr(found, party) else ""
    return Text.assemble((name, PARTY[party]), (counted, "dim"))


def _promises(lines: Sequence[Line], promised: bool, width: int, most: int) -> list[Text]:
    """Each promise with what became of it; where there are too many for a screen, those that were kept are left to the report."""
    if not lines:
        return [Text("  nothing that can be measured" if promised else "  no usual promise is known", "dim")]
    shown = list(lines)
    if len(shown) > MOST:
        first = [line for line in shown if line.state != "kept"][:MOST]
        shown = sorted((first + [line for line in shown if line.state == "kept"])[:MOST], key=shown.index)
    said = [_promise(line, promised, width, most) for line in shown]
    left = len(lines) - len(shown)
    return [*said, *([Text(f"  and {left} more in the report", "dim")] if left else [])]


def _promise(line: Line, promised: bool, width: int, most: int) -> Text:
    """A promise on at most so many lines, what became of it under it."""
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{MARKS[line.state]} ", STYLES[line.state])
    text.append("\n  ".join(textwrap.wrap(line.promise.words, width - 2, max_lines=most, placeholder="…")))
    if promised:
        text.append(f"\n  {line.said}", STYLES[line.state])
        known = "" if line.figure.text == words.NOTHING else f" · {_short(line, len(line.said) + 5)}"
        room = len(f"  {line.said}{known} · target {line.target}") <= width
        text.append(f"{known}{' · ' if room else chr(10) + '  '}target {line.target}", "dim")
    else:
        text.append(f"\n  {line.figure.text} · usual {line.target}", "dim")
    return text


def _short(line: Line, taken: int) -> str:
    """The figure with its denominator, where half a screen has room for it beside the promise."""
    whole = line.figure.text
    fits = taken + len(f"{whole} · target {line.target}") <= HALF
    return whole if fits else whole.partition(", ")[0]


def _both(context: Context, found: Overview, most: int) -> Iterable[Table | Text]:
    if not found.both:
        return
    yield Text()
    table = Table.grid(expand=True)
    promised = context.results.promised
    for line in (
        Text("Both promised" if promised else "Both", PARTY["both"]),
        *_promises(found.both, promised, WIDTH, most),
    ):
        table.add_row(line)
    yield table


def _remarks(context: Context, found: Overview, report: Path | None) -> Iterable[tuple[str, str]]:
    """What stands under the promises: a word and what it says."""
    if context.diagnosed:
        yield ("Firing" if context.results.promised else "Signs"), _signs(context, found)
        yield "Cost", _cost(found)
        if said := in_short(context):
            yield "Changes", said
    if context.results.promised:
        yield "Next move", found.next.short if found.next else "Nothing waits on either side now."
    if found.facts:
        yield found.month, " · ".join(f"{fact.label.lower()} {fact.figure.text}" for fact in found.facts)
    yield "Data", " ".join([said for said in found.health if said != ALL_READ] or [ALL_READ])
    if report:
        yield "Report", f"{report}\nOpen it in a browser; every figure in it opens its rows."


def _signs(context: Context, found: Overview) -> str:
    """Which signs fire and since when; where nobody agreed on thresholds, how many are beyond what is usual."""
    if not found.firing and not found.standing:
        return "No month of this record is over yet, so that no sign has been judged."
    named: dict[str, list[str]] = {}
    for one in found.firing[:MOST_SIGNS]:
        since = one.told.since
        when = f"since {since_said(context, since, short=True)}" if since else "beyond what is usual"
        named.setdefault(when, []).append(f"{one.title[:1].lower()}{one.title[1:]} ({one.short})")
    groups = [f"{when}: {' · '.join(names)}" for when, names in named.items()]
    more = [f"{len(found.firing) - MOST_SIGNS} more"] if len(found.firing) > MOST_SIGNS else []
    sentences = ["; ".join([*groups, *more]) or found.quiet, found.standing]
    return " ".join(f"{said[:1].upper()}{said[1:]}." for said in sentences if said)


def _cost(found: Overview) -> str:
    """The two totals, never added."""
    bookings, cash = found.costs
    interval = f" ({bookings.interval})" if bookings.interval else ""
    limits = f". {found.limits}" if found.limits else ""
    return f"{found.period}: bookings expected and lost: {bookings.figure.text}{interval} · cash spent: {cash.figure.text}{limits}"


def _beside(remarks: Sequence[tuple[str, str]], spaced: bool) -> Iterable[Table | Text]:
    for place, (name, said) in enumerate(remarks):
        table = Table.grid(padding=(0, 2))
        table.add_column(width=9)
        table.add_column(overflow="fold")
        table.add_row(Text(name, "bold"), Text(said))
        if spaced or not place:
            yield Text()
        yield table


def print_prose(agreement: Agreement, console: Console) -> None:
    """Print an agreement as prose that both teams would recognise, each clause with its id."""
    console.print(Text(agreement.name, "bold"))
    for section in prose(agreement):
        console.print(Text(f"\n{section.title}", "bold"))
        for paragraph in section.paragraphs:
            table = Table.grid(padding=(0, 1))
            table.add_column(width=1)
            table.add_column(overflow="fold")
            said = Text.assemble(
                (f"{paragraph.clause}: " if paragraph.clause else "", "cyan"), paragraph.text
            )
            table.add_row("·", said)
            console.print(table, width=min(console.width, WIDTH + 20))


def print_changes(changes: Sequence[Change], console: Console) -> None:
    """Print what changed between two agreements, a clause to a line."""
    if not changes:
        console.print("Nothing changed.")
        return
    if all(change.kind == "reworded" for change in changes):
        console.print("Nothing changed but wording.")
    signs = {
        "added": ("+", "green"),
        "removed": ("-", "bright_red"),
        "changed": ("~", "yellow"),
        "reworded": ("·", "dim"),
    }
    for change in changes:
        sign, style = signs[change.kind]
        console.print(Text.assemble((f"{sign} ", style), change.sentence), soft_wrap=True)
