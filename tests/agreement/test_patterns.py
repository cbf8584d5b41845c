r"""Patterns: what is read, what is refused, and that RE2 and Java find the same."""

import shutil
import subprocess

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handfast.agreement.patterns import LARGEST, PatternFault, PlainPart, like_as_pattern, parse_pattern
from tests import condition_strategies as made


@pytest.mark.parametrize(
    ("text", "portable"),
    [
        ("vp|head", "vp|head"),
        ("^a.b$", "^a[^\\n]b\\z"),
        (r"\d+\.\d{2}", r"[0-9]+\.[0-9]{2}"),
        (r"\w\W\s\S\D", r"[0-9A-Za-z_][^0-9A-Za-z_][\t\n\f\r ][^\t\n\f\r ][^0-9]"),
        ("(a|b){2,}", "(?:a|b){2,}"),
        ("[a-z&&]", r"[a-z\&\&]"),
        ("[-a]", r"[\-a]"),
        ("[a-]", r"[a\-]"),
        (r"[\]\[^]", r"[\]\[\^]"),
        (r"[^\d,]", "[^0-9,]"),
        ("a#b~c/d e", r"a\#b\~c\/d e"),
        ("it's\té", "it's\\té"),
    ],
)
def test_patterns_are_written_anew(text, portable):
    assert parse_pattern(text).portable == portable
    duckdb.execute("select regexp_matches('x', ?)", [portable])


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("", "is empty and would match everything", 0),
        ("a||b", "an alternative is empty", 2),
        ("a|", "an alternative is empty", 2),
        ("()", "an alternative is empty", 1),
        ("(a", r"this ( is not closed; write \( for the sign itself", 0),
        ("a)", r"this ) closes nothing; write \) for the sign itself", 1),
        ("a]", r"this ] closes nothing", 1),
        ("[a", r"this [ is not closed", 0),
        ("[]a]", r"a class of characters is empty", 0),
        ("[[:alpha:]]", "a class inside a class, or [:name:], is not supported", 1),
        ("[z-a]", "the range z-a runs backwards", 1),
        ("[a-b-c]", "a - inside a class stands first, last, between two ends", 4),
        (r"[a-\d]", "a range ends in a character", 1),
        (r"[\d-a]", "a range begins with a character", 3),
        (r"[\D]", r"\D cannot stand inside [ ]", 1),
        ("*a", r"nothing stands before this * to repeat; write \* for the sign itself", 0),
        ("a**", "a repetition is not repeated, nor lazy or possessive", 2),
        ("a+?", "a repetition is not repeated, nor lazy or possessive", 2),
        ("a++", "a repetition is not repeated, nor lazy or possessive", 2),
        ("^*", "an end of the text cannot be repeated", 1),
        ("a{", "a repetition is {3}, {3,} or {3,5}", 1),
        ("a{,3}", "a repetition is {3}, {3,} or {3,5}", 1),
        ("a{3,2}", "a repetition counts upwards", 1),
        ("a{101}", "a repetition counts upwards, from 1 to at most 100", 1),
        ("a{0}", "a repetition counts upwards, from 1", 1),
        ("(a{100}){11}", f"asks for more than {LARGEST} characters", 0),
        ("(a*)*", "what is repeated here may be empty; leave one of the repetitions out", 4),
        ("(a|^b?){2}", "what is repeated here may be empty", 7),
        ("(?i)a", "no look-around, flags or names; lower(…) ignores case", 0),
        ("a(?=b)", "groups with (? are not supported", 1),
        ("(?<x>a)", "groups with (? are not supported", 0),
        (r"(a)\1", "references to groups are not supported", 3),
        (r"\bvp", r"\b is read differently by different engines; write the neighbours", 0),
        (r"a\z", r"$ is the end of the text", 1),
        (r"\p{L}", r"\p is not supported", 0),
        (r"\x41", "write the character itself", 0),
        (r"\Qa\E", r"\Q is not supported; a backslash stands before a sign", 0),
        ("a\\", r"a backslash ends the pattern; write \\ for the sign itself", 1),
        ("(" * 21 + "a" + ")" * 21, "more than 20 deep", 20),
        ("a" * 1001, "at most 1000 are read", 1000),
    ],
)
def test_what_engines_read_differently_is_refused(text, message, offset):
    with pytest.raises(PatternFault) as caught:
        parse_pattern(text)
    assert message in str(caught.value)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("vp|head", (PlainPart("vp", False, False), PlainPart("head", False, False))),
        (r"^a\.b$", (PlainPart("a.b", True, True),)),
        ("a+", None),
        ("^", None),
        ("(a)", None),
        ("a^b", None),
    ],
)
def test_plain_patterns_are_known_as_such(text, plain):
    assert parse_pattern(text).plain == plain


_scraps = st.lists(
    st.sampled_from(
        [
            *r"abz09-_^$.|()[]{}*+?\,:=!<>&~ dwsDWSbBAzZpQE1",
            "é",
            "\n",
            "[:alpha:]",
            "(?",
            "{2}",
            "{100}",
            "\\d",
        ]
    ),
    max_size=25,
)


@given(_scraps.map("".join) | st.text(max_size=30) | made.patterns)
@example("(.{100}){9}")
@example("(a+)+")
@example("(((((a{2}){2}){2}){2}){2}){2}")
@example("([^é]{99}|[a-z]{9}){9}")
def test_any_text_is_refused_or_runs_in_re2(text):
    try:
        pattern = parse_pattern(text)
    except PatternFault as fault:
        assert 0 <= fault.offset <= len(text)
    else:
        duckdb.execute("select regexp_matches('x', ?)", [pattern.portable])


@given(made.likes, st.sampled_from(made.TEXTS))
def test_like_as_a_pattern(like, text):
    found, expected = duckdb.execute(
        "select regexp_matches(?, ?), ? like ?", [text, like_as_pattern(like), text, like]
    ).fetchall()[0]
    assert found is expected


JAVA = """
import java.io.*;
import java.util.regex.*;
public class Find {
    public static void main(String[] arguments) throws Exception {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        int count = in.readInt();
        for (int i = 0; i < count; i++)
            System.out.print(Pattern.compile(in.readUTF()).matcher(in.readUTF()).find() ? '1' : '0');
    }
}
"""


def _utf(text):
    data = text.encode()
    return len(data).to_bytes(2, "big") + data


def _java_works(java):
    return (
        java is not None
        and subprocess.run([java, "--list-modules"], capture_output=True, check=False).stdout.find(
            b"jdk.compiler"
        )
        >= 0
    )


@pytest.mark.skipif(not _java_works(shutil.which("java")), reason="no JDK on this machine")
def test_java_and_re2_find_the_same(tmp_path):
    """Thousands of patterns on texts with line feeds, other line ends, and letters beyond ASCII, where the two engines' own readings differ."""
    texts = [
        "",
        "a\n",
        "a\r\nb",
        "a\u2028b",
        "a\u0085",
        "vp sales",
        "VP\n5",
        "é5_%",
        "٣",
        "\x0b",
        "\u00a0",
        "a\\b",
        "b]-[&&",
        "[:alpha:]",
        "\n",
    ]
    patterns: list[str] = []

    @given(made.patterns | _scraps.map("".join))
    def collect(text):
        try:
            patterns.append(parse_pattern(text).portable)
        except PatternFault:
            return

    collect()
    patterns += [
        parse_pattern(text).portable
        for text in (
            "a$",
            ".",
            "a.b",
            r"\s",
            r"\S",
            r"\w",
            r"\W",
            r"\d",
            "^$",
            "[^a]",
            "[&-z]",
            "[a-z&&b]",
            r"b\]",
        )
    ]
    pairs = [(pattern, text) for pattern in dict.fromkeys(patterns) for text in texts]
    (tmp_path / "Find.java").write_text(JAVA)
    told = b"".join(_utf(pattern) + _utf(text) for pattern, text in pairs)
    run = [shutil.which("java"), str(tmp_path / "Find.java")]
    answer = subprocess.run(
        run, input=len(pairs).to_bytes(4, "big") + told, capture_output=True, check=True
    ).stdout.decode()
    for (pattern, text), found in zip(pairs, answer, strict=True):
        expected = duckdb.execute("select regexp_matches(?, ?)", [text, pattern]).fetchall()[0][0]
        assert (found == "1") is expected, (pattern, text)
