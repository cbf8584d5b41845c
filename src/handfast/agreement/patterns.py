r"""The patterns of `~`: the subset of regular expressions that RE2 (DuckDB) and java.util.regex (Spark) read
alike.

A pattern is parsed here and written anew, so that what an engine gets means the same everywhere: `.` is any
character but a line feed (Java would leave out more), `^` and `$` are the ends of the text (Java's `$` also
stands before a last line feed), `\d \w \s` are spelt out in ASCII (their reach differs), groups do not
capture, and every other sign that could be special is escaped. The rest is refused by name, and so is the repetition
of what may be empty, at which the two give up differently.
"""

from dataclasses import dataclass

LONGEST = 1_000
"""Characters of a pattern."""
DEEPEST = 20
"""Groups inside groups."""
LARGEST = 1_000
"""Characters that a pattern can ask for, repetitions multiplied out: RE2 refuses more."""

SHORTHANDS = {"d": "0-9", "w": "0-9A-Za-z_", "s": "\\t\\n\\f\\r "}
CONTROLS = {"t": "\\t", "n": "\\n", "r": "\\r"}
SPECIAL = frozenset("\\.[]{}()|*+?^$-&~#/")
QUANTIFIERS = "*+?{"
REFUSED_ESCAPES = {
    "b": r"\b is read differently by different engines; write the neighbours, as in (^|[^a-z])vp($|[^a-z])",
    "B": r"\B is read differently by different engines",
    "A": r"\A is not needed: ^ is the beginning of the text",
    "z": r"\z is not needed: $ is the end of the text",
    "Z": r"\Z is not needed: $ is the end of the text",
    "p": r"\p is not supported; list the characters, as in [a-zà-ÿ]",
    "P": r"\P is not supported; list the characters, as in [^a-z]",
    "x": "write the character itself instead of its code",
    "u": "write the character itself instead of its code",
}


class PatternFault(ValueError):
    """A text is no pattern, or not one that every engine reads alike; `offset` is the character at which,
    from 0.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class PlainPart:
    """One alternative of a pattern without any sign but anchors: the text, and whether it must begin or end
    there.
    """

    text: str
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read.

    Attributes:
        text: as written.
        portable: what the engines get; it means the same in RE2 and in java.util.regex.
        plain: its alternatives when they are mere text, for prose; else None.
    """

    text: str
    portable: str
    plain: tuple[PlainPart, ...] | None


def parse_pattern(text: str) -> Pattern:
    """Read a pattern; raises `PatternFault`."""
    if not text:
        raise PatternFault("the pattern is empty and would match everything", 0)
    if len(text) > LONGEST:
        raise PatternFault(f"the pattern has {len(text)} characters; at most {LONGEST} are read", LONGEST)
    return _Reader(text).read()


def like_as_pattern(text: str) -> str:
    """A `like` pattern as a portable regular expression of the whole text: for one with a backslash, which
    Spark's `like` takes as an escape.
    """
    signs = {"%": "(?:[^\\n]|\\n)*", "_": "(?:[^\\n]|\\n)"}
    return "^" + "".join(signs.get(letter) or _literal(letter) for letter in text) + "\\z"


def _literal(letter: str) -> str:
    if letter in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[letter]
    return "\\" + letter if letter in SPECIAL else letter


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece written anew.

    Attributes:
        portable: as the engines get it.
        size: the number of characters it can ask for.
        empty: whether it may match no character at all.
        plain: its mere text, when it is that.
    """

    portable: str
    size: int
    empty: bool = False
    plain: tuple[PlainPart, ...] | None = None


class _Reader:
    """Reads a pattern once from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def read(self) -> Pattern:
        part = self.alternatives()
        if self.at < len(self.text):
            raise self.fault("this ) closes nothing; write \\) for the sign itself")
        return Pattern(self.text, part.portable, part.plain)

    @property
    def next(self) -> str:
        return self.text[self.at : self.at + 1]

    def fault(self, message: str, at: int | None = None) -> PatternFault:
        return PatternFault(message, self.at if at is None else at)

    def alternatives(self) -> _Part:
        parts = [self.sequence()]
        while self.next == "|":
            self.at += 1
            parts.append(self.sequence())
        plain = tuple(part.plain[0] for part in parts if part.plain)
        size = self.bounded(sum(part.size for part in parts), self.at)
        empty = any(part.empty for part in parts)
        written = "|".join(part.portable for part in parts)
        return _Part(written, size, empty, plain if len(plain) == len(parts) else None)

    def sequence(self) -> _Part:
        begins = self.at
        pieces = []
        while self.next and self.next not in "|)":
            pieces.append(self.piece())
        if not pieces:
            raise self.fault("an alternative is empty and would match everything", begins)
        size = self.bounded(sum(piece.size for piece in pieces), begins)
        empty = all(piece.empty for piece in pieces)
        return _Part("".join(piece.portable for piece in pieces), size, empty, self.plain_of(pieces))

    @staticmethod
    def plain_of(pieces: list[_Part]) -> tuple[PlainPart, ...] | None:
        signs = [piece.portable for piece in pieces]
        begins, ends = signs[0] == "^", signs[-1] == "\\z"
        inner = pieces[begins : len(pieces) - ends]
        if not inner or not all(piece.plain for piece in inner):
            return None
        return (PlainPart("".join(piece.plain[0].text for piece in inner if piece.plain), begins, ends),)

    def piece(self) -> _Part:
        begins, sign = self.at, self.next
        if sign in "^$":
            self.at += 1
            self.refuse_quantifier("an end of the text cannot be repeated")
            return _Part("^" if sign == "^" else "\\z", 1, empty=True)
        atom = self.atom()
        if not self.next or self.next not in QUANTIFIERS:
            return atom
        if atom.empty:
            raise self.fault("what is repeated here may be empty; leave one of the repetitions out")
        quantifier, most = self.quantifier()
        self.refuse_quantifier(
            "a repetition is not repeated, nor lazy or possessive; put it in ( ) or leave the second sign out"
        )
        empty = quantifier[0] in "*?" or quantifier.startswith("{0,")
        return _Part(atom.portable + quantifier, self.bounded(atom.size * most, begins), empty)

    def refuse_quantifier(self, message: str) -> None:
        if self.next and self.next in QUANTIFIERS:
            raise self.fault(message)

    def bounded(self, size: int, at: int) -> int:
        if size > LARGEST:
            raise self.fault(
                f"the pattern asks for more than {LARGEST} characters, repetitions multiplied out", at
            )
        return size

    def atom(self) -> _Part:
        sign = self.next
        if sign == "(":
            return self.group()
        if sign == "[":
            return _Part(self.character_class(), 1)
        if sign == "\\":
            return self.escape()
        self.at += 1
        if sign == ".":
            return _Part("[^\\n]", 1)
        if sign in QUANTIFIERS:
            raise self.fault(
                f"nothing stands before this {sign} to repeat; write \\{sign} for the sign itself",
                self.at - 1,
            )
        if sign in "]}":
            raise self.fault(f"this {sign} closes nothing; write \\{sign} for the sign itself", self.at - 1)
        return self.mere(sign)

    def mere(self, letter: str) -> _Part:
        return _Part(_literal(letter), 1, plain=(PlainPart(letter, begins=False, ends=False),))

    def group(self) -> _Part:
        begins = self.at
        self.at += 1
        if self.next == "?":
            raise self.fault(
                "groups with (? are not supported: no look-around, flags or names; lower(…) ignores case",
                begins,
            )
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault(f"groups stand more than {DEEPEST} deep in each other", begins)
        inner = self.alternatives()
        if self.next != ")":
            raise self.fault("this ( is not closed; write \\( for the sign itself", begins)
        self.at += 1
        self.depth -= 1
        return _Part(f"(?:{inner.portable})", inner.size, inner.empty)

    def quantifier(self) -> tuple[str, int]:
        """How often, written anew, and the largest number of times that it spells out."""
        sign = self.next
        self.at += 1
        if sign != "{":
            return sign, 1
        begins = self.at - 1
        end = self.text.find("}", self.at)
        inner = self.text[self.at : end] if end > 0 else ""
        low, comma, high = inner.partition(",")
        if not _count(low) or (high and not _count(high)):
            raise self.fault(
                "a repetition is {3}, {3,} or {3,5}, up to 100; write \\{ for the sign itself", begins
            )
        least, most = int(low), int(high or low)
        if most < least or max(least, most) > 100 or most == 0:
            raise self.fault("a repetition counts upwards, from 1 to at most 100", begins)
        self.at = end + 1
        return f"{{{least}{comma}{int(high) if high else ''}}}", most

    def escape(self) -> _Part:
        begins = self.at
        sign = self.text[begins + 1 : begins + 2]
        self.at += 2
        if sign in SHORTHANDS and sign:
            return _Part(f"[{SHORTHANDS[sign]}]", 1)
        if sign and sign.lower() in SHORTHANDS:
            return _Part(f"[^{SHORTHANDS[sign.lower()]}]", 1)
        return self.mere(self.escaped(begins))

    def escaped(self, begins: int) -> str:
        r"""The character that the escape at `begins` stands for: `\t \n \r` or a sign."""
        sign = self.text[begins + 1 : begins + 2]
        if not sign:
            raise self.fault("a backslash ends the pattern; write \\\\ for the sign itself", begins)
        if sign in CONTROLS:
            return {"t": "\t", "n": "\n", "r": "\r"}[sign]
        if sign.isascii() and not sign.isalnum() and sign.isprintable():
            return sign
        if sign.isdigit():
            raise self.fault("references to groups are not supported", begins)
        raise self.fault(
            REFUSED_ESCAPES.get(
                sign, f"\\{sign} is not supported; a backslash stands before a sign, d, w, s, t, n or r"
            ),
            begins,
        )

    def character_class(self) -> str:
        begins = self.at
        self.at += 1
        negated = self.next == "^"
        self.at += negated
        items: list[str] = []
        while self.next != "]":
            if not self.next:
                raise self.fault("this [ is not closed; write \\[ for the sign itself", begins)
            items.append(self.class_item(first=not items))
        if not items:
            raise self.fault("a class of characters is empty; write \\] for the sign itself", begins)
        self.at += 1
        return f"[{'^' if negated else ''}{''.join(items)}]"

    def class_item(self, first: bool) -> str:
        begins = self.at
        if self.next == "\\" and self.text[begins + 1 : begins + 2].lower() in SHORTHANDS:
            return self.class_shorthand()
        low = self.class_letter()
        if self.next != "-" or self.text[self.at + 1 : self.at + 2] in ("]", ""):
            if low == "-" and self.text[begins] == "-" and not first and self.next != "]":
                raise self.fault("a - inside a class stands first, last, between two ends, or as \\-", begins)
            return _literal(low)
        self.at += 1
        if self.next == "\\" and self.text[self.at + 1 : self.at + 2].lower() in SHORTHANDS:
            raise self.fault("a range ends in a character", begins)
        high = self.class_letter()
        if high < low:
            raise self.fault(f"the range {low}-{high} runs backwards", begins)
        return f"{_literal(low)}-{_literal(high)}"

    def class_shorthand(self) -> str:
        sign = self.text[self.at + 1]
        if sign.isupper():
            raise self.fault(f"\\{sign} cannot stand inside [ ]", self.at)
        self.at += 2
        if self.next == "-" and self.text[self.at + 1 : self.at + 2] != "]":
            raise self.fault("a range begins with a character", self.at)
        return SHORTHANDS[sign]

    def class_letter(self) -> str:
        begins, sign = self.at, self.next
        if sign == "\\":
            self.at += 2
            return self.escaped(begins)
        if sign == "[":
            raise self.fault(
                "a class inside a class, or [:name:], is not supported; write \\[ for the sign itself"
            )
        self.at += 1
        return sign


def _count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4
