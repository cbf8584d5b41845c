"""A big record, made by DuckDB in seconds: plausible in shape and skew, and the same every time.

Nothing in it is meant to be believed; the demo is for that.
"""

from pathlib import Path

import duckdb

DAYS = 540
START = "TIMESTAMP '2025-01-01'"


def _chance(salt: str) -> str:
    """SQL: a number in [0, 1) that depends on `i` and the salt alone."""
    return f"((hash(i, '{salt}') % 1000003) / 1000003.0)"


def _table(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, query: str) -> None:
    connection.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet, ROW_GROUP_SIZE 122880)")


def make_big_record(folder: Path, activities: int, leads: int) -> None:
    """Write a record of Parquet files: so many leads, and so many activities in order of arrival, over 540 days.

    A lead's activities are many for few leads and few for many; they come from its creation on. About 2% of leads have a second e-mail history, one in six
    becomes an opportunity.
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"memory_limit": "6GB", "preserve_insertion_order": "true"})
    connection.execute("SET enable_progress_bar = false")
    _table(
        connection,
        folder,
        "users",
        """
        SELECT 'u' || i AS user_id, 'User ' || i AS name, CASE WHEN i < 40 THEN 'sales' ELSE 'marketing' END AS side,
            CASE WHEN i < 25 THEN 'sdr' WHEN i < 40 THEN 'ae' ELSE 'demand' END AS team,
            CASE WHEN i % 3 = 0 THEN 'America/Chicago' END AS timezone
        FROM range(48) t(i)""",
    )
    _table(
        connection,
        folder,
        "accounts",
        f"""
        SELECT 'a' || i AS account_id, 'Account ' || i AS name, CAST(exp(2 + 7 * {_chance("size")}) AS BIGINT) AS employees,
            (['software', 'retail', 'finance', 'health', 'other'])[1 + CAST(hash(i, 'industry') % 5 AS INTEGER)] AS industry
        FROM range({leads * 3 // 10}) t(i)""",
    )
    created = f"{START} + to_microseconds(CAST({_chance('created')} * {DAYS - 30} * 86400e6 AS BIGINT))"
    _table(
        connection,
        folder,
        "leads",
        f"""
        SELECT 'l' || i AS lead_id, {created} AS created_at, 'person' || i || '@example.com' AS email, 'First' AS first_name, 'Last' || i AS last_name,
            (['VP Sales', 'Director of IT', 'Analyst', 'Head of Operations', 'Student', 'Engineer', 'Manager'])
                [1 + CAST(hash(i, 'title') % 7 AS INTEGER)] AS title,
            'Account ' || (hash(i, 'account') % {leads * 3 // 10}) AS company,
            (['US', 'US', 'US', 'CA', 'GB', 'DE', 'FR'])[1 + CAST(hash(i, 'country') % 7 AS INTEGER)] AS country,
            (['paid search', 'organic', 'webinar', 'referral', 'event'])[1 + CAST(hash(i, 'source') % 5 AS INTEGER)] AS source,
            CASE WHEN hash(i, 'origin') % 5 = 0 THEN 'outbound' ELSE 'inbound' END AS origin,
            'a' || (hash(i, 'account') % {leads * 3 // 10}) AS account_id, 'u' || (hash(i, 'owner') % 25) AS owner_id, 'inquiry' AS stage
        FROM range({leads}) t(i)""",
    )
    kind = """CASE WHEN k < 0.60 THEN 'page_view' WHEN k < 0.74 THEN 'email_open' WHEN k < 0.86 THEN 'email_sent' WHEN k < 0.90 THEN 'email_click'
        WHEN k < 0.94 THEN 'call' WHEN k < 0.97 THEN 'content_download' WHEN k < 0.98 THEN 'form_submit' WHEN k < 0.985 THEN 'webinar_attended'
        WHEN k < 0.99 THEN 'email_reply' WHEN k < 0.995 THEN 'social_message' ELSE 'unsubscribe' END"""
    _table(
        connection,
        folder,
        "activities",
        f"""
        WITH drawn AS (
            SELECT i, CAST(pow({_chance("lead")}, 1.6) * {leads} AS BIGINT) AS lead, {_chance("kind")} AS k, {_chance("when")} AS w, {_chance("page")} AS p
            FROM range({activities}) t(i)
        ),
        placed AS (
            SELECT i, lead, k, p, {START} + to_microseconds(CAST((hash(lead, 'created') % 1000003) / 1000003.0 * {DAYS - 30} * 86400e6 AS BIGINT)) AS created, w
            FROM drawn
        )
        SELECT 'e' || i AS activity_id, 'l' || lead AS lead_id,
            created + to_microseconds(CAST(w * date_diff('second', created, {START} + INTERVAL {DAYS} DAY) * 1e6 AS BIGINT)) AS occurred_at, {kind} AS kind,
            CASE WHEN k >= 0.90 AND k < 0.94 OR k >= 0.99 AND k < 0.995 OR k >= 0.84 AND k < 0.86 THEN 'u' || (hash(i, 'user') % 40) END AS user_id,
            CASE WHEN k >= 0.74 AND k < 0.84 THEN 'c' || (hash(i, 'campaign') % 30) END AS campaign_id,
            CASE WHEN k < 0.60 AND p < 0.06 THEN '/pricing/plans' WHEN k < 0.60 AND p < 0.5 THEN '/blog/' || CAST(p * 1000 AS INTEGER)
                WHEN k < 0.60 THEN '/docs/' || CAST(p * 900 AS INTEGER) END AS url,
            CASE WHEN k >= 0.97 AND k < 0.98 THEN CASE WHEN p < 0.2 THEN '{{"form": "talk to sales"}}' ELSE '{{"form": "newsletter"}}' END END AS properties
        FROM placed ORDER BY occurred_at""",
    )
    changed = f"{START} + to_microseconds(CAST({_chance('changed')} * {DAYS} * 86400e6 AS BIGINT))"
    _table(
        connection,
        folder,
        "lead_changes",
        f"""
        SELECT 'l' || (i // 4) AS lead_id, (['stage', 'stage', 'decision', 'owner_id'])[1 + CAST(i % 4 AS INTEGER)] AS field, {changed} AS changed_at,
            CASE WHEN i % 4 = 0 THEN 'inquiry' END AS old_value,
            CASE i % 4 WHEN 0 THEN 'mql' WHEN 1 THEN 'sal' WHEN 2 THEN (['accepted', 'rejected', 'disqualified'])[1 + CAST(hash(i, 'd') % 3 AS INTEGER)]
                ELSE 'u' || (hash(i, 'u') % 40) END AS new_value
        FROM range({leads * 4}) t(i) WHERE hash(i // 4, 'worked') % 3 = 0""",
    )
    _table(
        connection,
        folder,
        "opportunities",
        f"""
        SELECT 'o' || i AS opportunity_id, {changed} AS created_at, 'l' || (i * 6) AS lead_id, 'u' || (25 + hash(i, 'o') % 15) AS owner_id, 'new' AS type,
            CAST(exp(8 + 3 * {_chance("amount")}) AS DECIMAL(18, 2)) AS amount, 'USD' AS currency, 'open' AS stage
        FROM range({leads // 6}) t(i)""",
    )
    connection.close()
