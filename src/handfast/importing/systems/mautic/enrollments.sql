-- One row per stay of a contact in a campaign or a segment; of those taken out by hand Mautic doesn't say when, so they have no stay.
SELECT lead_id, 'campaign:' || campaign_id AS program_id, date_added AS entered_at, date_exited AS left_at, __file, __line
FROM objects.mautic_campaign_contacts
WHERE NOT coalesce(manually_removed, false) OR date_exited IS NOT NULL
UNION ALL
SELECT lead_id, 'segment:' || segment_id, date_added, CAST(NULL AS TIMESTAMP), __file, __line
FROM objects.mautic_segment_contacts
WHERE NOT coalesce(manually_removed, false)
