"""The words and signs of a condition's text, each with its place."""

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from handfast.agreement.condition_tree import KEYWORDS, ConditionFault

LONGEST = 10_000
"""Characters of a condition: room for a list of a thousand domains."""

Kind = Literal["name", "quoted", "keyword", "text", "number", "sign", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign: its kind, its value (quotes undone, keywords in lower case), and where it begins and
    ends.
    """

    kind: Kind
    value: str
    offset: int
    end: int


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?![A-Za-z0-9_.]))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<quoted>"(?:[^"]|"")*")
    |(?P<text>'(?:[^']|'')*')
    |(?P<refused>--|/\*|::|==|=>|=<|&&|\|\||!~~|~~|->|:=|\*\*|~\*|!~\*)
    |(?P<sign><=|>=|<>|!=|!~|[=<>~+\-*/(),.])
    """,
    re.VERBOSE | re.ASCII,
)
_INSTEAD = {
    "--": "comments cannot stand in a condition (a second minus is written - -)",
    "/*": "comments cannot stand in a condition",
    "::": "casts are not supported; a text compared with a number is read as one",
    "==": '"==" is no comparison; did you mean "="?',
    "=>": '"=>" is no comparison; did you mean ">="?',
    "=<": '"=<" is no comparison; did you mean "<="?',
    "&&": '"&&" is not supported; did you mean "and"?',
    "||": '"||" is not supported; did you mean "or"?',
    "~~": '"~~" is not supported; did you mean "like"?',
    "!~~": '"!~~" is not supported; did you mean "not like"?',
    "~*": '"~*" is not supported; lower(…) ~ ignores case',
    "!~*": '"!~*" is not supported; lower(…) !~ ignores case',
    "->": '"->" is not supported',
    ":=": '":=" is not supported',
    "**": '"**" is not supported',
    ";": "a condition is one expression, without ;",
    "%": "% is not supported; write a share as a number, as in 0.1",
    "!": 'did you mean "not"?',
    "&": 'did you mean "and"?',
    "|": 'did you mean "or"?',
    "{": "braces are not supported",
    "}": "braces are not supported",
    "[": "square brackets are not supported; a list stands in ( )",
    "]": "square brackets are not supported; a list stands in ( )",
    "?": "parameters are not supported",
    "$": "parameters are not supported",
    "@": "parameters are not supported",
    ":": "parameters are not supported",
    "`": 'write a name with spaces in double quotes, as in "Job Title"',
    "\\": "a backslash has no place outside a text in quotes",
    "^": "powers are not supported",
    "#": "comments cannot stand in a condition",
    "‘": "use straight quotes: '",
    "’": "use straight quotes: '",
    "“": 'use straight quotes: "',
    "”": 'use straight quotes: "',
    "≥": 'write ">="',
    "≤": 'write "<="',
    "≠": 'write "<>"',
    "–": 'write "-"',
    "—": 'write "-"',
    "×": 'write "*"',
    "÷": 'write "/"',
}


def tokens(text: str) -> list[Token]:
    """The tokens of a condition, ended by one of kind `end`; raises `ConditionFault` at the first character
    that is none of the language's.
    """
    if len(text) > LONGEST:
        raise ConditionFault(f"the condition has {len(text)} characters; at most {LONGEST} are read", LONGEST)
    _refuse_odd_characters(text)
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup == "refused":
            _refuse(text, at, match[0] if match else text[at])
        if match.lastgroup != "space":
            found.append(_token(match))
        at = match.end()
    found.append(Token("end", "", len(text), len(text)))
    return found


def _token(match: re.Match[str]) -> Token:
    kind, value, offset, end = match.lastgroup, match[0], match.start(), match.end()
    if kind == "text":
        return Token("text", value[1:-1].replace("''", "'"), offset, end)
    if kind == "quoted":
        return Token("quoted", value[1:-1].replace('""', '"'), offset, end)
    if kind == "name":
        return (
            Token("keyword", value.lower(), offset, end)
            if value.lower() in KEYWORDS
            else Token("name", value, offset, end)
        )
    return Token("number" if kind == "number" else "sign", value, offset, end)


def _refuse(text: str, at: int, what: str) -> NoReturn:
    if what in "'\"":
        raise ConditionFault(
            f"the quote {what} is not closed; inside a text it is doubled, as in 'it''s'", at
        )
    if what.isdigit() or what == ".":
        run = re.match(r"[\w.]*", text[at : at + 40])
        raise ConditionFault(
            f'"{run[0] if run else what}" is no number; write it plainly, as in 1200000 or 0.5', at
        )
    instead = _INSTEAD.get(what)
    if instead is None and (what.isalpha() or not what.isascii()):
        instead = (
            f'"{what}" has no place here; a name with other letters than a-z stands in double quotes, '
            "a text in single ones"
        )
    raise ConditionFault(instead or f'"{what}" has no place in a condition', at)


def _refuse_odd_characters(text: str) -> None:
    for at, letter in enumerate(text):
        if (
            (letter < " " and letter not in "\t\r\n")
            or "\x7f" <= letter <= "\x9f"
            or "\ud800" <= letter <= "\udfff"
        ):
            raise ConditionFault(f"the character U+{ord(letter):04X} has no place in a condition", at)
