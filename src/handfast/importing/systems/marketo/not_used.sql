-- One row per row that is understood and has no place in the record.
WITH reasons (type_name, reason) AS (
  VALUES ('new lead', 'the lead itself says when it was created'), ('sync lead to sfdc', 'the systems'' own bookkeeping'),
    ('sync lead updates to sfdc', 'the systems'' own bookkeeping'), ('convert lead', 'the CRM''s own export tells what a lead was converted to'),
    ('add to list', 'a list says whom somebody collected, not whom a program nurtures'),
    ('remove from list', 'a list says whom somebody collected, not whom a program nurtures'),
    ('delete lead from sfdc', 'the lead was deleted in Salesforce, not here'), ('delete lead', 'deleted in the source'),
    ('sfdc activity updated', 'the CRM''s own export has the activity as it is now'),
    ('remove from opportunity', 'the record keeps who took part, not until when'), ('update opportunity', 'the opportunity itself says what it is now'),
    ('send alert', 'a message to the company''s own people'), ('add to sfdc campaign', 'the CRM''s own export has campaign members'),
    ('remove from sfdc campaign', 'the CRM''s own export has campaign members'),
    ('change status in sfdc campaign', 'the CRM''s own export has campaign members'), ('request campaign', 'the systems'' own bookkeeping'),
    ('change lead partition', 'the systems'' own bookkeeping'), ('enrich with data.com', 'the systems'' own bookkeeping'),
    ('change segment', 'segments are computed from fields that are here'), ('call webhook', 'the systems'' own bookkeeping'),
    ('received forward to friend email', 'its sender''s row tells of it'), ('change nurture track', 'the record keeps programs, not their tracks'),
    ('change nurture cadence', 'the record keeps programs, not their cadence')
)
SELECT 'activity: ' || a.type_name AS what, r.reason, a.__file, a.__line
FROM marketo_typed_activities AS a JOIN reasons AS r USING (type_name)
UNION ALL
SELECT 'activity: send email', 'Marketo did not send it (' || lower(action_result) || ')', __file, __line
FROM marketo_typed_activities
WHERE type_name = 'send email' AND lower(action_result) IN ('skipped', 'failed')
UNION ALL
SELECT 'activity: ' || type_name, 'deleted in the source', __file, __line FROM marketo_typed_activities
WHERE deleted AND type_name NOT IN (SELECT type_name FROM reasons)
UNION ALL
SELECT 'activity: ' || a.type_name, 'the record keeps the stay in a nurture program, not the progress in it', a.__file, a.__line
FROM marketo_typed_activities AS a
WHERE (
    a.type_name = 'add to nurture'
    OR (a.type_name = 'change status in progression' AND a.primary_value_id IN (SELECT id FROM objects.marketo_programs WHERE lower(type) = 'engagement'))
  )
  AND NOT coalesce(a.deleted, false)
  AND NOT EXISTS (SELECT 1 FROM marketo_stays AS s WHERE s.__file = a.__file AND s.__line = a.__line)
  AND NOT EXISTS (
    SELECT 1 FROM marketo_stays AS s WHERE s.lead_id = a.lead_id AND s.program_id = a.primary_value_id AND s.left_at = a.activity_date
  )
UNION ALL
SELECT 'activity: merge leads', 'it does not say which leads were merged', __file, __line
FROM marketo_typed_activities
WHERE type_name = 'merge leads' AND coalesce(len(list_filter(regexp_extract_all(merge_ids, '[0-9]+'), lambda id: id <> lead_id)), 0) = 0
UNION ALL
SELECT 'a deletion', 'says that a lead is gone', __file, __line FROM objects.marketo_deletions
UNION ALL
SELECT 'lead', 'deleted in the source', __file, __line FROM objects.marketo_leads
WHERE coalesce(deleted, false) OR id IN (SELECT lead_id FROM marketo_vanished_leads)
UNION ALL
SELECT 'program', 'deleted in the source', __file, __line FROM objects.marketo_programs WHERE deleted
UNION ALL
SELECT 'opportunity', 'deleted in the source', __file, __line FROM objects.marketo_opportunities WHERE deleted
UNION ALL
SELECT
  'smart campaign',
  CASE WHEN deleted THEN 'deleted in the source' ELSE 'part of a program: what it does is the program''s' END,
  __file,
  __line
FROM objects.marketo_campaigns
WHERE deleted OR program_id IS NOT NULL
UNION ALL
SELECT 'activity type', 'names the activities', __file, __line FROM objects.marketo_activity_types
UNION ALL
SELECT
  'program member',
  CASE
    WHEN m.cadence IS NOT NULL OR m.program_id IN (SELECT id FROM objects.marketo_programs WHERE lower(type) = 'engagement')
      THEN 'the lead''s activities tell of its stay'
    ELSE 'Handfast keeps members of nurture programs only'
  END,
  m.__file,
  m.__line
FROM objects.marketo_memberships AS m
WHERE NOT EXISTS (SELECT 1 FROM marketo_stays AS s WHERE s.__file = m.__file AND s.__line = m.__line)
