-- One row per id that means a lead with another id: the contact that a lead became, further leads that became the same contact, records merged away.
with
  said as (
    select conversions.contact_id as alias_id, conversions.lead_id, leads.__file, leads.__line
    from salesforce_conversions as conversions
    join salesforce_leads as leads on leads.id = conversions.lead_id
    union all
    select leads.id, conversions.lead_id, leads.__file, leads.__line
    from salesforce_leads as leads
    join salesforce_conversions as conversions on conversions.contact_id = leads.converted_contact_id
    where leads.gone is null
    union all
    select id, master_record_id, __file, __line from salesforce_leads where master_record_id is not null
    union all
    select id, master_record_id, __file, __line from salesforce_contacts where master_record_id is not null
  )
select alias_id, min(lead_id) as lead_id, min(__file) as __file, min_by(__line, __file) as __line
from said
where alias_id <> lead_id
group by alias_id
