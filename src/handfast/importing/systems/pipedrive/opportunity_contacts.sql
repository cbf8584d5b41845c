-- One row per person that takes part in a deal.
SELECT deal_id AS opportunity_id, pipedrive_key(person_id) AS lead_id, is_primary, added_at, __file, __line
FROM objects.pipedrive_deal_participants
