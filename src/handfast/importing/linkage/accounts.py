"""Leads without an account get the one whose domain or name is theirs, where only one can be meant."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from handfast.importing.linkage.companies import company_key
from handfast.importing.linkage.domains import company_domain
from handfast.importing.linkage.meanings import Meaning, columns_of, meant
from handfast.record import sql
from handfast.record.arrow import texts

SCHEMA = "linkage"


@dataclass(frozen=True, slots=True)
class AccountMatches:
    """What came of looking for leads' accounts.

    Attributes:
        without: leads that named no account.
        by_domain: of these, those whose e-mail or website has the domain of one account.
        by_domain_and_name: those whose domain is that of several accounts, of which one has the company's name.
        by_name: those whose company has the name of one account.
        in_doubt: those for which several accounts, or one that something speaks against, were found; they were left alone.
    """

    without: int
    by_domain: int = 0
    by_domain_and_name: int = 0
    by_name: int = 0
    in_doubt: int = 0

    @property
    def matched(self) -> int:
        """How many got an account."""
        return self.by_domain + self.by_domain_and_name + self.by_name


def match_accounts(
    connection: duckdb.DuckDBPyConnection, leads: str, accounts: str | None, schema: str = SCHEMA
) -> AccountMatches:
    """Find the accounts of leads that name none. Nothing is changed: `with_accounts` is the leads with what was found.

    Args:
        leads: a relation with `lead_id`, and with `account_id`, `email`, `company`, a website where the source has them; a lead
            one of whose rows names an account is left alone.
        accounts: a relation with `account_id`, and `name`, `domain`, a website where the source has them; None: there are none.
        schema: made when it isn't there; what stood there of an earlier call is replaced.

    Makes two tables in `schema`:

    - `account_matches(lead_id, account_id, how, sure, evidence)`, one row per lead that got an account. `how` is `domain`,
      `domain and name` or `name`. `sure` is `high` when a domain decides and the name, where both have one, agrees; `medium` when one of
      them alone decides.
    - `account_doubts(lead_id, account_ids, reason)`, one row per lead left alone because of several accounts, or because the one
      of its company's name has quite another domain.
    """
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    _lead_clues(connection, leads, schema)
    _account_clues(connection, accounts, schema)
    _candidates(connection, schema)
    _judge(connection, schema)
    rows = connection.execute(f"SELECT how, count(*) FROM {schema}.account_matches GROUP BY 1").fetchall()
    found: dict[str, int] = dict(rows)
    (without,) = connection.execute(f"SELECT count(DISTINCT lead_id) FROM {schema}.lead_clues").fetchall()[0]
    (doubts,) = connection.execute(f"SELECT count(*) FROM {schema}.account_doubts").fetchall()[0]
    for name in ("lead_clues", "account_clues", "account_candidates"):
        connection.execute(f"DROP TABLE {schema}.{name}")
    return AccountMatches(
        without, found.get("domain", 0), found.get("domain and name", 0), found.get("name", 0), doubts
    )


def with_accounts(connection: duckdb.DuckDBPyConnection, leads: str, schema: str = SCHEMA) -> str:
    """SQL: a select of all leads, `account_id` filled where `match_accounts` found one, and a column `account_match` beside it.

    It says how the account was found and how sure that is (`by domain: acme.com (high)`), or why none was taken
    (`in doubt: 2 accounts have the domain acme.com: A1, A7`).
    """
    columns = columns_of(connection, leads)
    filled = "m.account_id"
    if "account_id" in columns:
        filled = "coalesce(l.account_id, m.account_id)"
    others = [name for name in columns if name not in ("account_id", "account_match")]
    said = (
        "coalesce('by ' || m.how || ': ' || m.evidence || ' (' || m.sure || ')', "
        "'in doubt: ' || d.reason || ': ' || array_to_string(d.account_ids, ', '))"
    )
    if "account_match" in columns:
        said = f"coalesce({said}, l.account_match)"
    return (
        f"SELECT {sql.names(others, 'l')}, {filled} AS account_id, {said} AS account_match FROM {leads} l "
        f"LEFT JOIN {schema}.account_matches m ON m.lead_id = l.lead_id "
        f"LEFT JOIN {schema}.account_doubts d ON d.lead_id = l.lead_id"
    )


def _lead_clues(connection: duckdb.DuckDBPyConnection, leads: str, schema: str) -> None:
    """One row per row of a lead that names no account: its domain and company."""
    columns = columns_of(connection, leads)
    sites = [name for name in ("email", *meant(Meaning.WEBSITE, columns)) if name in columns]
    company = company_key("company") if "company" in columns else "NULL::VARCHAR"
    relation = f"(SELECT * FROM {leads})"
    if "account_id" in columns:
        named = f"SELECT lead_id FROM {leads} WHERE account_id IS NOT NULL"
        relation = f"(SELECT * FROM {leads} ANTI JOIN ({named}) USING (lead_id))"
    _domains(connection, relation, sites, schema)
    connection.execute(
        f"CREATE OR REPLACE TABLE {schema}.lead_clues AS SELECT DISTINCT lead_id, {_domain_of(sites)} AS domain, "
        f"{company} AS company FROM {relation} r {_joins(sites, schema)}"
    )


def _account_clues(connection: duckdb.DuckDBPyConnection, accounts: str | None, schema: str) -> None:
    """One row per account and domain of it."""
    columns = columns_of(connection, accounts) if accounts else ()
    relation = accounts or "(SELECT NULL::VARCHAR AS account_id LIMIT 0)"
    sites = [name for name in ("domain", *meant(Meaning.WEBSITE, columns)) if name in columns]
    name = company_key("name") if "name" in columns else "NULL::VARCHAR"
    _domains(connection, relation, sites, schema)
    domains = ", ".join(f"d{i}.domain" for i in range(len(sites))) or "NULL::VARCHAR"
    connection.execute(
        f"CREATE OR REPLACE TABLE {schema}.account_clues AS WITH named AS (SELECT account_id, {name} AS name, "
        f"list_distinct([{domains}]) AS domains FROM {relation} r {_joins(sites, schema)}) "
        "SELECT DISTINCT account_id, name, unnest(CASE WHEN len(domains) = 0 THEN [NULL] ELSE domains END) AS domain FROM named"
    )


def _domains(connection: duckdb.DuckDBPyConnection, relation: str, sites: Sequence[str], schema: str) -> None:
    """Make `site_domains(site, domain)`: the company's domain in each text of those columns; each text is looked at once."""
    asked = " UNION ".join(
        f"SELECT {_site(name)} AS site FROM {relation} WHERE {sql.name(name)} IS NOT NULL" for name in sites
    )
    rows = connection.execute(asked).fetchall() if sites else []
    found = [(site, domain) for (site,) in rows if site and (domain := company_domain(site))]
    columns = [texts([row[i] for row in found]) for i in range(2)]
    connection.register("domains_found", pa.table(columns, names=["site", "domain"]))
    connection.execute(f"CREATE OR REPLACE TABLE {schema}.site_domains AS SELECT * FROM domains_found")
    connection.unregister("domains_found")


def _site(column: str) -> str:
    """SQL: of an address what stands behind its @, so that few texts are looked at; a website as it is."""
    return f"regexp_replace({sql.name(column)}, '^[^/]*@', '@')"


def _joins(sites: Sequence[str], schema: str) -> str:
    return " ".join(
        f"LEFT JOIN {schema}.site_domains d{i} ON d{i}.site = {_site(name).replace(sql.name(name), 'r.' + sql.name(name))}"
        for i, name in enumerate(sites)
    )


def _domain_of(sites: Sequence[str]) -> str:
    """SQL: the domain of the first of those columns that has one."""
    return f"coalesce({', '.join(f'd{i}.domain' for i in range(len(sites)))})" if sites else "NULL::VARCHAR"


def _candidates(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """One row per lead and account that share a domain or a name: which of both."""
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE {schema}.account_candidates AS
        WITH shared AS (
            SELECT lead_id, account_id, l.domain AS clue, true AS domain, false AS name
            FROM {schema}.lead_clues l JOIN {schema}.account_clues a ON a.domain = l.domain
            UNION ALL
            SELECT lead_id, account_id, l.company, false, true
            FROM {schema}.lead_clues l JOIN (SELECT DISTINCT account_id, name FROM {schema}.account_clues) a ON a.name = l.company
        )
        SELECT lead_id, account_id, bool_or(domain) AS domain, bool_or(name) AS name,
            min(clue) FILTER (WHERE domain) AS shared_domain, min(clue) FILTER (WHERE name) AS shared_name
        FROM shared GROUP BY lead_id, account_id
        """
    )


def _judge(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Which candidate is meant, and for which leads none can be told."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE judged AS
        WITH counted AS (
            SELECT lead_id, count(*) FILTER (WHERE domain) AS domains, count(*) FILTER (WHERE name) AS names,
                count(*) FILTER (WHERE domain AND name) AS agreed,
                min(account_id) FILTER (WHERE domain) AS of_domain, min(account_id) FILTER (WHERE name) AS of_name,
                min(account_id) FILTER (WHERE domain AND name) AS of_agreed,
                min(shared_domain) AS shared_domain, min(shared_name) AS shared_name,
                list(account_id ORDER BY account_id) FILTER (WHERE domain) AS with_domain,
                list(account_id ORDER BY account_id) FILTER (WHERE name) AS with_name
            FROM {schema}.account_candidates GROUP BY lead_id
        ), leads AS (
            SELECT lead_id, min(domain) AS domain, min(company) AS company FROM {schema}.lead_clues GROUP BY lead_id
        ), accounts AS (
            SELECT account_id, min(name) AS name, list(split_part(domain, '.', 1)) FILTER (WHERE domain IS NOT NULL) AS labels,
                min(domain) AS domain
            FROM {schema}.account_clues GROUP BY account_id
        )
        SELECT c.*, l.domain AS lead_domain, n.domain AS account_domain,
            c.agreed > 0 OR l.company IS NULL OR d.name IS NULL AS agrees,
            l.domain IS NOT NULL AND n.labels IS NOT NULL AND NOT list_contains(n.labels, split_part(l.domain, '.', 1)) AS elsewhere
        FROM counted c JOIN leads l USING (lead_id)
        LEFT JOIN accounts d ON d.account_id = c.of_domain
        LEFT JOIN accounts n ON n.account_id = c.of_name
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE {schema}.account_matches AS
        SELECT lead_id, of_domain AS account_id, 'domain' AS how, CASE WHEN agrees THEN 'high' ELSE 'medium' END AS sure,
            shared_domain AS evidence FROM judged WHERE domains = 1
        UNION ALL
        SELECT lead_id, of_agreed, 'domain and name', 'high', shared_domain || ', ' || shared_name
        FROM judged WHERE domains > 1 AND agreed = 1
        UNION ALL
        SELECT lead_id, of_name, 'name', 'medium', shared_name FROM judged WHERE domains = 0 AND names = 1 AND NOT elsewhere
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE {schema}.account_doubts AS
        SELECT lead_id, with_domain AS account_ids, domains || ' accounts have the domain ' || shared_domain AS reason
        FROM judged WHERE domains > 1 AND agreed <> 1
        UNION ALL
        SELECT lead_id, with_name, names || ' accounts are called ' || shared_name FROM judged WHERE domains = 0 AND names > 1
        UNION ALL
        SELECT lead_id, with_name, 'the company is called ' || shared_name || ', as this account is, but its domain is ' || lead_domain
            || ' and the account''s ' || account_domain
        FROM judged WHERE domains = 0 AND names = 1 AND elsewhere
        """
    )
    connection.execute("DROP TABLE judged")
    connection.execute(f"DROP TABLE {schema}.site_domains")
