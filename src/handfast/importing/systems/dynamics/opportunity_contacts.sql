-- One row per lead and opportunity that it was qualified to.
SELECT dynamics_id(opportunity) AS opportunity_id, dynamics_key(id) AS lead_id, __file, __line
FROM objects.dynamics_leads
WHERE dynamics_id(opportunity) IS NOT NULL
