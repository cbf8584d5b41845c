"""Which of the agreement's words a word of the source means: stages and reasons."""

from collections.abc import Mapping

from rapidfuzz import fuzz

from handfast.agreement.model import Agreement
from handfast.importing.mapping.model import Word
from handfast.importing.systems.naming import plain, words

SURE_ENOUGH = 0.8
"""From here on a guess is applied; below it the source's word stays, and the guess is only shown."""


def guess_stages(
    agreement: Agreement, counted: Mapping[str, int], said: Mapping[str, Word]
) -> dict[str, Word]:
    """For each word for a stage what it means: as `mapping.yaml` said, as the agreement calls it, else by likeness."""
    names = {name: stage.id for stage in agreement.stages for name in (stage.id, *stage.also_called)}
    found: dict[str, Word] = {}
    for word, rows in counted.items():
        known = agreement.stage(word)
        if word in said:
            found[word] = Word(said[word].means, rows=rows, why="mapping.yaml")
        elif known is not None:
            found[word] = Word(
                known.id, rows=rows, why="the agreement calls it so" if word != known.id else ""
            )
        else:
            found[word] = _likest(word, names, rows)
    return found


def guess_reasons(
    agreement: Agreement, counted: Mapping[str, int], said: Mapping[str, Word]
) -> dict[str, Word]:
    """For each word for a reason what it means: as `mapping.yaml` said, else by likeness to the agreement's reasons."""
    reasons = (*agreement.rejection_reasons, *agreement.disqualification_reasons, *agreement.lost_reasons)
    names = {reason: reason for reason in map(str, reasons)}
    return {
        word: Word(said[word].means, rows=rows, why="mapping.yaml")
        if word in said
        else _likest(word, names, rows)
        for word, rows in counted.items()
    }


def _likest(word: str, names: Mapping[str, str], rows: int) -> Word:
    best, name = max(((_alike(word, name), name) for name in names), default=(0.0, ""))
    if best < SURE_ENOUGH:
        return Word(None, rows=rows, why="nothing in the agreement is like it")
    sure = 1.0 if best == 1 else round(min(best, 0.95), 2)
    return Word(names[name], sure, "" if best == 1 else f'like "{name}"', rows)


def _alike(word: str, name: str) -> float:
    if plain(word) == plain(name):
        return 1.0
    a, b = _significant(word), _significant(name)
    if not a or not b:
        return 0.0
    if set(a) == set(b):
        return 0.97
    return float(fuzz.token_sort_ratio(" ".join(a), " ".join(b))) / 100


def _significant(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if word not in {"lead", "the", "stage", "a", "of"})
