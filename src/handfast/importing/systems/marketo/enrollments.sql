-- One row per stay of a lead in an Engagement (nurture) program: by its changes of program status, else by "add to nurture", else by the list of members.
WITH nurtures AS (
  SELECT DISTINCT id FROM objects.marketo_programs WHERE lower(type) = 'engagement'
),
statuses AS (
  SELECT
    a.lead_id,
    a.primary_value_id AS program_id,
    a.activity_date,
    coalesce(lower(trim(a.new_status)), '') IN ('', 'not in program') AS leaves,
    coalesce(lower(trim(a.old_status)), '') IN ('', 'not in program') AS enters,
    a.__file,
    a.__line
  FROM marketo_typed_activities AS a
  WHERE a.type_name = 'change status in progression' AND a.primary_value_id IN (SELECT id FROM nurtures) AND NOT coalesce(a.deleted, false)
),
stays AS (
  SELECT
    lead_id,
    program_id,
    activity_date AS entered_at,
    min(CASE WHEN leaves THEN activity_date END) OVER (
      PARTITION BY lead_id, program_id ORDER BY activity_date, __line ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS left_at,
    enters AND NOT leaves AS entry,
    __file,
    __line
  FROM statuses
),
added AS (
  SELECT lead_id, primary_value_id AS program_id, activity_date AS entered_at, CAST(NULL AS TIMESTAMP) AS left_at, __file, __line
  FROM marketo_typed_activities
  WHERE type_name = 'add to nurture' AND NOT coalesce(deleted, false)
),
members AS (
  SELECT lead_id, program_id, entered_at, CAST(NULL AS TIMESTAMP) AS left_at, __file, __line
  FROM objects.marketo_memberships
  WHERE program_id IN (SELECT id FROM nurtures) OR cadence IS NOT NULL
)
SELECT lead_id, program_id, entered_at, left_at, __file, __line FROM stays WHERE entry
UNION ALL
SELECT * FROM added WHERE NOT EXISTS (SELECT 1 FROM stays AS s WHERE s.entry AND s.lead_id = added.lead_id AND s.program_id = added.program_id)
UNION ALL
SELECT * FROM members
WHERE NOT EXISTS (SELECT 1 FROM stays AS s WHERE s.entry AND s.lead_id = members.lead_id AND s.program_id = members.program_id)
  AND NOT EXISTS (SELECT 1 FROM added AS a WHERE a.lead_id = members.lead_id AND a.program_id = members.program_id)
