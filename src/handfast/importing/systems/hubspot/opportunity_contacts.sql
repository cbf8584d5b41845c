-- One row per deal and contact that takes part in it.
select opportunity_id, lead_id, role, __file, __line from hubspot_deal_people
