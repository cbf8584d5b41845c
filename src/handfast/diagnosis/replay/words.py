"""A replay in plain sentences."""

from collections.abc import Iterator

from handfast.diagnosis.replay.replayed import Group, Replay

MOST_LEADS = 3
MOST_LOADS = 4
MOST_PROMISES = 4
FEW = 30
"""Fewer deals than this tell little: of 30, 90% recalled has a 95% interval from 74% to 97%."""


def sentences_of(replay: Replay) -> Iterator[str]:
    """The replay for a reader, the most important first."""
    yield _looked_at(replay)
    if replay.same:
        yield "The draft says what the agreement in force says, so that the same leads are handed over."
        return
    if not replay.both.handoffs + replay.enters.handoffs:
        yield _nobody(replay)
        if not replay.leaves.handoffs:
            yield "Nobody is handed over under the agreement in force either, so that there is nothing to compare."
            return
    yield _handoffs(replay)
    yield from _who(replay)
    yield from _recall(replay)
    yield from _became(replay)
    yield from _unworked(replay)
    yield from _queues(replay)
    yield from _promises(replay)


def _looked_at(replay: Replay) -> str:
    named = (
        f"the agreement in force, {replay.agreement}"
        if replay.promised
        else "the field's conventions, as no agreement was given"
    )
    compared = f"The draft beside {named}"
    cycles = f"{replay.cycles:,} {'cycle' if replay.cycles == 1 else 'cycles'}"
    if replay.since is None:
        return (
            f"{compared}, on {cycles}: the whole history, {replay.months:.1f} months. What a draft was learned from flatters it; "
            "name the day on which that ends with --since."
        )
    on = f"{compared}, on {cycles} begun since {replay.since}, {replay.months:.1f} months."
    if replay.learned_until is None:
        return on
    if replay.since <= replay.learned_until:
        return f"{on} The draft was learned from cycles up to {replay.learned_until}, some of them among these: the figures flatter it."
    return f"{on} The draft was learned from cycles up to {replay.learned_until}; none of these are counted."


def _nobody(replay: Replay) -> str:
    return f"The draft hands nobody over: in {replay.cycles:,} cycles no lead ever met its definition or entered the stage of its hand-off."


def _handoffs(replay: Replay) -> str:
    change = replay.after - replay.before
    count = f"{replay.after:,.1f} hand-offs a month instead of {replay.before:,.1f}"
    if not replay.leaves.handoffs and not replay.enters.handoffs:
        return f"The same leads are handed over: {count}."
    if abs(change) < 0.5:
        return f"About as many hand-offs: {count}."
    return f"{_count(abs(change))} hand-off{'' if round(abs(change)) == 1 else 's'} {'more' if change > 0 else 'fewer'} a month: {count}."


def _count(number: float) -> str:
    return f"{number:,.0f}"


def _who(replay: Replay) -> Iterator[str]:
    for name, found in (("enter", replay.enters), ("leave", replay.leaves)):
        if found.handoffs:
            leads = list(dict.fromkeys(row.lead_id for row in found.handed))
            more = f" and {len(leads) - MOST_LEADS:,} more" if len(leads) > MOST_LEADS else ""
            one = f"{len(leads):,} lead{' ' + name + 's' if len(leads) == 1 else 's ' + name}"
            yield f"{one}: {', '.join(leads[:MOST_LEADS])}{more}."


def _recall(replay: Replay) -> Iterator[str]:
    if not replay.won_deals:
        yield "No deal on record is won, so that nothing tells whether the draft would keep those that are."
        return
    if not replay.deals:
        yield "No deal was won by a lead handed over in these cycles, so that there is none to keep."
    else:
        few = "; few to go by" if replay.deals < FEW else ""
        noun = "deal" if replay.deals == 1 else "deals"
        yield f"Of the {replay.deals:,} {noun} won, {replay.recalled:,} would still have been handed over{few}."
    if replay.found:
        yield f"{replay.found:,} won without a hand-off would have been handed over."


def _became(replay: Replay) -> Iterator[str]:
    named = (
        ("Handed over under both", replay.both),
        ("Only before", replay.leaves),
        ("Only under the draft", replay.enters),
    )
    for words, found in named:
        if found.handoffs:
            yield f"{words}: {found.handoffs:,}, {_accepted(found)}, {found.won:,} won, {found.running:,} without an outcome yet."


def _accepted(found: Group) -> str:
    if not found.judged:
        return "none judged by sales"
    return f"{found.accepted:,} of {found.judged:,} judged accepted ({found.accepted / found.judged:.0%})"


def _unworked(replay: Replay) -> Iterator[str]:
    many = replay.enters.never_worked
    if many:
        low, high = replay.wins_of_enters
        those = "one was" if many == 1 else f"{many:,} were"
        yield f"Of those who enter, {those} never worked and have no outcome: wins among all who enter lie between {low:,} (none of these) and {high:,} (all)."


def _queues(replay: Replay) -> Iterator[str]:
    known = [load for load in replay.loads if load.overflow_before is not None]
    if replay.loads and not known:
        yield "No rep's daily capacity is on record, so that nothing tells whether queues would overflow."
    changed = sorted(
        (load for load in known if load.overflow_before or load.overflow_after),
        key=lambda load: (-max(load.overflow_before or 0, load.overflow_after or 0), load.member),
    )
    if known and not changed:
        yield "No queue overflows, before or under the draft."
    for load in changed[:MOST_LOADS]:
        whose = f"{load.member}'s queue" if len(load.user_ids) == 1 else f"A queue of {load.member}"
        days = f"{load.overflow_after:,} day{'' if load.overflow_after == 1 else 's'}"
        yield f"{whose} would have overflowed on {days} instead of {load.overflow_before:,}."
    if len(changed) > MOST_LOADS:
        yield f"{len(changed) - MOST_LOADS} more queues overflow; --json has them."
    if replay.enters.handoffs:
        nobody = f"; {replay.undealt:,} could be dealt to nobody" if replay.undealt else ""
        by = (
            "the draft's routing" if replay.dealt_by == "routing" else "the shares that reps had of hand-offs"
        )
        yield f"Added hand-offs that nobody owns are dealt by {by}{nobody}."


def _promises(replay: Replay) -> Iterator[str]:
    told = [promise for promise in replay.promises if promise.broken is not None]
    for promise in told[:MOST_PROMISES]:
        was = (
            f"{promise.broken_before:,} of {promise.before:,} were"
            if promise.before
            else "none of the kind was judged"
        )
        found = f"{promise.broken:,.0f} of {promise.after:,} (90%: {promise.low:,.0f} to {promise.high:,.0f})"
        yield f"{promise.commitment_id}, simulated from observed service times: {found} would have been broken; {was} before."
    if len(told) > MOST_PROMISES:
        yield f"{len(told) - MOST_PROMISES} more promises with --json."
    untold = [promise.commitment_id for promise in replay.promises if promise.broken is None]
    if untold:
        yield f"No service time is on record for {', '.join(untold)}."
