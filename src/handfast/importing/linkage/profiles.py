"""Profiles: what identifies leads or accounts, in one form, a column for each meaning."""

from collections.abc import Callable
from enum import Enum

import duckdb
import pyarrow as pa

from handfast.importing.linkage.companies import company_key
from handfast.importing.linkage.domains import company_domain
from handfast.importing.linkage.meanings import Meaning, columns_of, meant
from handfast.record import sql
from handfast.record.arrow import texts


class Thing(Enum):
    """What is compared."""

    LEAD = "lead"
    ACCOUNT = "account"


COLUMNS = [
    "given",
    "family",
    "mailbox",
    "domain",
    "company",
    "phone",
    "identity_number",
    "birth_date",
    "street",
    "street_more",
    "house_number",
    "locality",
    "postcode",
    "region",
    "country",
]
"""The columns of profiles beside `n` (1, 2, … in the order of creation) and `id`."""

SHORTEST_PHONE, PHONE_DIGITS = 7, 9
"""Digits of a phone number that are compared: the last nine, which leave out most of what differs by how a country code is written;
fewer than seven are an extension and no number."""

LEAST_LETTERS, LEAST_DIGITS = 3, 3
"""Of a name within a mailbox, and of a number that tells namesakes apart."""

LONGEST = 200
"""Signs of a value that are compared; what is longer is no name."""

SHARED_BY = 3
"""A phone number of people of so many initials is a switchboard's and says nothing of a person."""


def make_profiles(
    connection: duckdb.DuckDBPyConnection, relation: str, thing: Thing, key: str, table: str
) -> int:
    """Make the table of profiles and say how many there are.

    Args:
        relation: leads or accounts, each once, with whatever columns there are; see `Meaning` for those that are understood.
        key: the column of ids.
        table: its name; replaced when it is there.
    """
    columns = columns_of(connection, relation)
    created = "try_cast(created_at AS TIMESTAMP)" if "created_at" in columns else "NULL::TIMESTAMP"
    values = {name: _value(expression, columns) for name, expression in _expressions(thing).items()}
    given = [f"{values.get(name, 'NULL::VARCHAR')} AS {name}" for name in COLUMNS if name != "domain"]
    site, address = _first(_sites(thing), columns), _first((Meaning.EMAIL,), columns)
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT row_number() OVER (ORDER BY {created}, {sql.name(key)}) AS n, "
        f"{sql.name(key)}::VARCHAR AS id, {', '.join(given)}, "
        f"regexp_replace({site}, '^[^/]*@', '@') AS site, {_local(address)} AS local FROM {relation}"
    )
    _add_domains(connection, table)
    if thing is Thing.LEAD:
        _names_from_addresses(connection, table)
        _leave_out_switchboards(connection, table)
    connection.execute(f"ALTER TABLE {table} DROP COLUMN local")
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
    return int(count)


Form = Callable[[str], str]


def _expressions(thing: Thing) -> dict[str, tuple[tuple[Meaning, ...], Form]]:
    """For each column of profiles, which meanings it is taken from and how it is written."""
    company = Meaning.COMPANY if thing is Thing.LEAD else Meaning.NAME
    common: dict[str, tuple[tuple[Meaning, ...], Form]] = {
        "company": ((company,), company_key),
        "phone": ((Meaning.PHONE, Meaning.MOBILE), _phone),
        "identity_number": ((Meaning.IDENTITY_NUMBER,), _signs),
        "street": ((Meaning.STREET,), _words),
        "street_more": ((Meaning.STREET_MORE,), _words),
        "house_number": ((Meaning.HOUSE_NUMBER,), _signs),
        "locality": ((Meaning.LOCALITY,), _words),
        "postcode": ((Meaning.POSTCODE,), _signs),
        "region": ((Meaning.REGION,), _words),
        "country": ((Meaning.COUNTRY,), _words),
    }
    person: dict[str, tuple[tuple[Meaning, ...], Form]] = {
        "given": ((Meaning.GIVEN_NAME,), _words),
        "family": ((Meaning.FAMILY_NAME,), _words),
        "birth_date": ((Meaning.BIRTH_DATE,), _day),
    }
    return common | person if thing is Thing.LEAD else common


def _sites(thing: Thing) -> tuple[Meaning, ...]:
    return (Meaning.EMAIL, Meaning.WEBSITE) if thing is Thing.LEAD else (Meaning.DOMAIN, Meaning.WEBSITE)


def _value(expression: tuple[tuple[Meaning, ...], Form], columns: tuple[str, ...]) -> str:
    meanings, form = expression
    return form(_first(meanings, columns))


def _first(meanings: tuple[Meaning, ...], columns: tuple[str, ...]) -> str:
    """SQL: the first value among columns of those meanings."""
    found = [
        f"nullif(trim({sql.name(name)}::VARCHAR), '')"
        for meaning in meanings
        for name in meant(meaning, columns)
    ]
    return f"left(coalesce({', '.join(found)}, NULL), {LONGEST})" if found else "NULL::VARCHAR"


def _words(text: str) -> str:
    """SQL: letters and digits in lower case without accents, words apart."""
    return f"nullif(trim(regexp_replace(lower(strip_accents({text})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')), '')"


def _signs(text: str) -> str:
    """SQL: letters and digits alone."""
    return f"nullif(regexp_replace(lower({text}), '[^\\p{{L}}\\p{{N}}]+', '', 'g'), '')"


def _day(text: str) -> str:
    """SQL: a day's eight digits; a time after it is left out."""
    return f"nullif(left(regexp_replace({text}, '[^0-9]+', '', 'g'), 8), '')"


def _phone(text: str) -> str:
    """SQL: the last digits of a number, extensions left out."""
    bare = f"regexp_replace(lower({text}), '(ext|x|#|;).*$', '')"
    digits = f"regexp_replace({bare}, '[^0-9]+', '', 'g')"
    many = f"len({digits}) >= {SHORTEST_PHONE} AND len(ltrim({digits}, left({digits}, 1))) > 0"
    return f"CASE WHEN {many} THEN right({digits}, {PHONE_DIGITS}) END"


def _local(address: str) -> str:
    """SQL: what stands before the @ of an address, without what follows a plus sign."""
    return f"nullif(regexp_extract(lower({address}), '^([^@+]+)(\\+[^@]*)?@', 1), '')"


def _add_domains(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Replace the column `site` by `domain`, the company's; each text is looked at once."""
    rows = connection.execute(f"SELECT DISTINCT site FROM {table} WHERE site IS NOT NULL").fetchall()
    found = [(site, domain) for (site,) in rows if (domain := company_domain(site))]
    lookup = pa.table([texts([row[i] for row in found]) for i in range(2)], names=["site", "domain"])
    connection.register("domains_found", lookup)
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT p.* EXCLUDE (site), d.domain FROM {table} p "
        "LEFT JOIN domains_found d ON d.site = p.site"
    )
    connection.unregister("domains_found")


def _names_from_addresses(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Names that are missing are read off addresses like `jane.doe@…`; a mailbox made of the name says no more than the name, but for a number in it."""
    connection.execute(
        f"UPDATE {table} SET given = split_part(local, '.', 1), family = split_part(local, '.', 2) "
        "WHERE given IS NULL AND family IS NULL AND regexp_full_match(local, '[a-z]{2,}\\.[a-z]{2,}')"
    )
    first, last = "replace(given, ' ', '')", "replace(family, ' ', '')"
    bare, number = "regexp_replace(local, '[^a-z]', '', 'g')", "regexp_replace(local, '[^0-9]', '', 'g')"
    made = (
        f"{bare} IN (left(given, 1) || left(family, 1), {first} || left(family, 1), left(given, 1), left(family, 1)) "
        f"OR (len({last}) >= {LEAST_LETTERS} AND contains({bare}, {last})) OR (len({first}) >= {LEAST_LETTERS} AND contains({bare}, {first}))"
    )
    connection.execute(
        f"UPDATE {table} SET mailbox = CASE WHEN NOT coalesce({made}, false) THEN local "
        f"WHEN len({number}) >= {LEAST_DIGITS} THEN {number} END WHERE local IS NOT NULL"
    )


def _leave_out_switchboards(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    connection.execute(
        f"UPDATE {table} SET phone = NULL WHERE phone IN (SELECT phone FROM {table} WHERE phone IS NOT NULL GROUP BY phone "
        f"HAVING count(DISTINCT coalesce(left(given, 1), '') || coalesce(left(family, 1), '')) >= {SHARED_BY})"
    )
