-- One row for each hand-off that runs and waits for somebody, with its most urgent clock. First those whose clock still runs, the next due first; then
-- those past due, the latest first; then those that nobody decided and no clock measures.
CREATE TABLE desk.inbox AS
WITH open_clocks AS (
    SELECT
        clocks.handoff_id, clocks.commitment_id, clocks.started_at, clocks.due_at, clocks.state, deadlines.calendar, deadlines.business,
        row_number() OVER (
            PARTITION BY clocks.handoff_id ORDER BY clocks.state = 'breached', clocks.due_at, clocks.commitment_id
        ) AS place,
        count(*) OVER (PARTITION BY clocks.handoff_id) AS many
    FROM findings.clocks
    JOIN agreement.versions ON versions.agreement_hash = clocks.agreement_hash
    LEFT JOIN steps.clock_deadlines AS deadlines
        ON deadlines.version = versions.version AND deadlines.commitment_id = clocks.commitment_id AND deadlines.lead_id = clocks.lead_id
        AND deadlines.started_at = clocks.started_at AND deadlines.handoff_id IS NOT DISTINCT FROM clocks.handoff_id
        AND deadlines.meeting_id IS NOT DISTINCT FROM clocks.meeting_id
    WHERE clocks.stopped_at IS NULL AND clocks.state IN ('running', 'at risk', 'breached')
)
SELECT
    handoffs.handoff_id,
    handoffs.handoff,
    handoffs.lead_id,
    handoffs.handed_at,
    handoffs.owner_id,
    coalesce(users.name, handoffs.owner_id) AS owner,
    handoffs.team,
    handoffs.raised,
    handoffs.complete,
    handoffs.first_touch_at,
    handoffs.touches,
    handoffs.replied_at,
    handoffs.decision,
    handoffs.decided_at,
    handoffs.agreement_hash,
    leads.name,
    leads.title,
    leads.company,
    leads.country,
    leads.score,
    leads.stage,
    leads.searched,
    clocks.commitment_id,
    clocks.started_at,
    clocks.due_at,
    clocks.state,
    clocks.calendar,
    clocks.business,
    coalesce(clocks.many, 0) AS clocks,
    CASE WHEN clocks.state IS NULL THEN 'no clock' WHEN clocks.state = 'breached' THEN 'past due' ELSE 'running' END AS urgency
FROM findings.handoffs
JOIN desk.leads ON leads.lead_id = handoffs.lead_id
LEFT JOIN seen.users ON users.user_id = handoffs.owner_id
LEFT JOIN open_clocks AS clocks ON clocks.handoff_id = handoffs.handoff_id AND clocks.place = 1
WHERE handoffs.ended_at IS NULL AND (handoffs.decision IS NULL OR clocks.commitment_id IS NOT NULL)
ORDER BY
    CASE urgency WHEN 'running' THEN 0 WHEN 'past due' THEN 1 ELSE 2 END,
    CASE WHEN urgency = 'running' THEN clocks.due_at END,
    clocks.due_at DESC,
    handoffs.handed_at DESC,
    handoffs.handoff_id;
