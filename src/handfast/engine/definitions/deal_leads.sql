-- One row per opportunity and lead that it names, as its lead or as a contact: opportunity_id, lead_id.
select opportunity_id, lead_id from seen.opportunities where lead_id is not null
union
select opportunity_id, lead_id from seen.opportunity_contacts
