-- One row for each lead as it stands, with what a list of leads shows, filters and searches; by score, highest first.
CREATE TABLE desk.leads AS
SELECT
    standings.lead_id,
    nullif(trim(concat_ws(' ', leads.first_name, leads.last_name)), '') AS name,
    leads.title,
    coalesce(accounts.name, leads.company) AS company,
    leads.email,
    leads.phone,
    leads.country,
    standings.account_id,
    standings.stage,
    standings.score,
    standings.fit,
    standings.engagement,
    CASE WHEN standings.qualified_at IS NULL
        THEN standings.missing_fit + standings.missing_engagement + standings.missing_score END AS missing,
    standings.missing_information,
    standings.qualified_at,
    standings.owner_id,
    coalesce(users.name, standings.owner_id) AS owner,
    people.team,
    list_distinct(list_filter(coalesce(handed.teams, []) || [people.team], lambda team: team IS NOT NULL)) AS teams,
    standings.source,
    standings.origin,
    profiles.segment,
    profiles.size,
    standings.created_at,
    handed.last_handed_at AS handed_at,
    lower(concat_ws(' ', standings.lead_id, leads.first_name, leads.last_name, leads.email, leads.company, accounts.name)) AS searched
FROM findings.standings
JOIN seen.leads ON leads.lead_id = standings.lead_id
LEFT JOIN seen.accounts ON accounts.account_id = standings.account_id
LEFT JOIN seen.users ON users.user_id = standings.owner_id
LEFT JOIN findings.people ON people.user_id = standings.owner_id
LEFT JOIN findings.lead_profiles AS profiles ON profiles.lead_id = standings.lead_id
LEFT JOIN (
    SELECT lead_id, list(DISTINCT team) AS teams, max(handed_at) AS last_handed_at FROM findings.handoffs GROUP BY lead_id
) AS handed ON handed.lead_id = standings.lead_id
ORDER BY standings.score DESC, standings.lead_id;
