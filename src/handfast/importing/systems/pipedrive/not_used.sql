-- One row per row that is understood and has no place in the record.
SELECT 'activity' AS what, CASE WHEN deleted THEN 'deleted in the source' ELSE 'planned, not done' END AS reason, __file, __line
FROM pipedrive_work
WHERE deleted OR (NOT is_done AND NOT (kind IN ('meeting', 'demo') AND due_at IS NOT NULL))
UNION ALL
SELECT 'person', 'deleted in the source', __file, __line FROM objects.pipedrive_persons WHERE coalesce(deleted, NOT active, false)
UNION ALL
SELECT 'organization', 'deleted in the source', __file, __line FROM objects.pipedrive_organizations WHERE coalesce(deleted, NOT active, false)
UNION ALL
SELECT 'deal', 'deleted in the source', __file, __line FROM objects.pipedrive_deals WHERE deleted OR lower(status) = 'deleted'
UNION ALL
SELECT 'note', 'deleted in the source', __file, __line FROM objects.pipedrive_notes WHERE coalesce(deleted, NOT active, false)
UNION ALL
SELECT 'entry of the Leads Inbox', 'deleted in the source', __file, __line FROM objects.pipedrive_leads WHERE deleted
UNION ALL
SELECT 'entry of the Leads Inbox', 'a later one of the same person is kept', l.__file, l.__line
FROM objects.pipedrive_leads AS l
JOIN pipedrive_called AS c ON c.kind = 'person' AND c.called = lower(pipedrive_key(l.person))
WHERE NOT coalesce(l.deleted, false)
QUALIFY row_number() OVER (PARTITION BY c.id ORDER BY l.created_at DESC, l.__line DESC) > 1
UNION ALL
SELECT 'stage', 'names the stages of deals', __file, __line FROM objects.pipedrive_stages
UNION ALL
SELECT 'pipeline', 'names the pipelines of deals', __file, __line FROM objects.pipedrive_pipelines
