-- One row per decision of sales that a lead's history tells, and per reason that stands with one. A conversion accepts; so does taking a lead out of a queue
-- (`ownerAccepted`), and a status that says that sales works it. `Unqualified`, `Closed - Not Converted` and their like disqualify. Reasons that a history
-- tells are changes of their own; one that is only known today belongs to the lead's last decision, if that is what it explains.
with
  told as (
    select lead_id, changed_at, salesforce_decision(new_value) as decision, changed_by, __file, __line
    from salesforce_lead_history
    where field = 'stage' and gone is null
    union all
    select lead_id, changed_at, 'accepted', changed_by, __file, __line
    from salesforce_lead_history
    where salesforce_word(field_in_source) = 'owneraccepted' and gone is null
    union all
    select lead_id, changed_at, salesforce_decision(new_value), changed_by, __file, __line
    from salesforce_lead_version_changes
    where field = 'stage'
    union all
    select lead_id, converted_at, 'accepted', changed_by, __file, __line from salesforce_conversion_times
  ),
  turned as (
    select *, lag(decision) over (partition by lead_id order by changed_at, decision, __file, __line) as decided_before
    from told
    where decision is not null
  ),
  taken as (
    select *, row_number() over (partition by lead_id order by changed_at desc, decision desc, __file desc, __line desc) as from_last
    from turned
    where decision is distinct from decided_before
  ),
  reasons as (
    select
      id as lead_id,
      unnest([
        {'field': 'disqualification_reason', 'decision': 'disqualified', 'reason': reason},
        {'field': 'rejection_reason', 'decision': 'rejected', 'reason': rejection_reason}
      ]) as given
    from salesforce_leads
    where gone is null
  )
select lead_id, 'decision' as field, changed_at, decided_before as old_value, decision as new_value, changed_by, __file, __line
from taken
union all by name
select taken.lead_id, reasons.given.field as field, taken.changed_at, null as old_value, reasons.given.reason as new_value, taken.changed_by, taken.__file, taken.__line
from taken
join reasons on reasons.lead_id = taken.lead_id and reasons.given.decision = taken.decision
where taken.from_last = 1 and reasons.given.reason is not null
  and (taken.lead_id, reasons.given.field) not in (
    select (lead_id, field) from salesforce_lead_history where lead_id is not null and field is not null
  )
