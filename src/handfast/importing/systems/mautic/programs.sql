-- One row per campaign and segment: both are what a contact is nurtured by.
SELECT 'campaign:' || id AS program_id, name, is_published AS active, __file, __line FROM objects.mautic_campaigns
UNION ALL
SELECT 'segment:' || id, name, is_published, __file, __line FROM objects.mautic_segments
