-- One row per entry of the Leads Inbox: its id stands for its person.
SELECT l.id AS alias_id, coalesce(c.id, pipedrive_key(l.person)) AS lead_id, l.__file, l.__line
FROM objects.pipedrive_leads AS l
LEFT JOIN pipedrive_called AS c ON c.kind = 'person' AND c.called = lower(pipedrive_key(l.person))
WHERE coalesce(c.id, CASE WHEN regexp_full_match(pipedrive_key(l.person), '[0-9]+') THEN 'id' END) IS NOT NULL
