-- What the other files of Salesforce use: ids in one form, rows that still stand, conversions, stages, tasks and events in one shape.
-- Whatever several files read is a table, so that it is worked out once.

-- The character that says which of five are capitals: the first counts 1, the fifth 16.
create or replace macro salesforce_check(five) as
  substr(
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
    1 + cast(five[1] between 'A' and 'Z' as integer) + 2 * cast(five[2] between 'A' and 'Z' as integer) + 4 * cast(five[3] between 'A' and 'Z' as integer)
      + 8 * cast(five[4] between 'A' and 'Z' as integer) + 16 * cast(five[5] between 'A' and 'Z' as integer),
    1
  );

-- An id in its 18-character form: reports give 15, which differ by capitals alone, the API appends three that say which are capitals. Names stay names.
create or replace macro salesforce_id(given) as
  case
    when length(given) = 15 and regexp_matches(given, '^[0-9a][0-9A-Za-z]{14}$') and regexp_matches(given, '[0-9]')
      then given || salesforce_check(given[1:5]) || salesforce_check(given[6:10]) || salesforce_check(given[11:15])
    else given
  end;

-- A word as its spellings compare.
create or replace macro salesforce_word(given) as regexp_replace(lower(given), '[^a-z0-9]', '', 'g');

-- Leftovers with fields of ours that have a value.
create or replace macro salesforce_with(extras, fields) as
  map_concat(extras, map_from_entries(list_filter(fields, lambda field: field[2] is not null)));

-- A JSON object without its nulls.
create or replace macro salesforce_known(fields) as json_merge_patch('{}', to_json(fields));

-- Why a row no longer stands; nothing where it does. Fivetran keeps what the source deleted, and in history mode what was before.
create or replace macro salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) as
  case
    when is_deleted or fivetran_deleted then 'deleted in the source'
    when not fivetran_active then 'no longer active in the source: an older version, or deleted'
  end;

-- A field of a history by its column in the record; `FirstName`, `First Name` and `first_name` are one, `Region__c` is `region` as it is on the lead.
create or replace macro salesforce_field(given) as
  case salesforce_word(given)
    when 'status' then 'stage'
    when 'leadstatus' then 'stage'
    when 'contactstatus' then 'stage'
    when 'stagename' then 'stage'
    when 'stage' then 'stage'
    when 'owner' then 'owner_id'
    when 'ownerid' then 'owner_id'
    when 'leadowner' then 'owner_id'
    when 'contactowner' then 'owner_id'
    when 'accountowner' then 'owner_id'
    when 'opportunityowner' then 'owner_id'
    when 'leadsource' then 'source'
    when 'account' then 'account_id'
    when 'accountid' then 'account_id'
    when 'closedate' then 'close_date'
    when 'hasoptedoutofemail' then 'do_not_contact'
    when 'emailoptout' then 'do_not_contact'
    when 'mailingcountry' then 'country'
    when 'billingcountry' then 'country'
    when 'numberofemployees' then 'employees'
    when 'annualrevenue' then 'annual_revenue'
    when 'unqualifiedreasonc' then 'disqualification_reason'
    when 'unqualifiedreason' then 'disqualification_reason'
    when 'disqualificationreasonc' then 'disqualification_reason'
    when 'disqualificationreason' then 'disqualification_reason'
    when 'disqualifiedreasonc' then 'disqualification_reason'
    when 'disqualifiedreason' then 'disqualification_reason'
    when 'rejectionreasonc' then 'rejection_reason'
    when 'rejectionreason' then 'rejection_reason'
    when 'lossreasonc' then 'lost_reason'
    when 'lostreasonc' then 'lost_reason'
    when 'lossreason' then 'lost_reason'
    when 'lostreason' then 'lost_reason'
    else trim(regexp_replace(lower(regexp_replace(regexp_replace(given, '__c$', ''), '([a-z0-9])([A-Z])', '\1_\2', 'g')), '[^a-z0-9]+', '_', 'g'), '_')
  end;

-- Rows of a history that are events of a record, not values of a field.
create or replace macro salesforce_event(given) as
  salesforce_word(given) in (
    'created', 'locked', 'unlocked', 'leadmerged', 'contactmerged', 'accountmerged', 'individualmerged', 'feedevent', 'leadconverted', 'ownerassignment',
    'owneraccepted'
  );

-- What a lead's status says of sales's decision: Salesforce's own statuses and the words that companies commonly use; nothing for New, Open and the rest.
create or replace macro salesforce_decision(status) as
  case
    when regexp_matches(lower(status), 'not converted|unqualif|disqualif|^dead$|^junk') then 'disqualified'
    when regexp_matches(lower(status), 'reject') then 'rejected'
    when regexp_matches(lower(status), 'recycl|nurtur') then 'recycled'
    when regexp_matches(lower(status), '^(closed - )?converted$|^working|^contacted|^qualified$|sales (accepted|qualified)|^s[aq]l$|^accepted') then 'accepted'
  end;

-- One row per lead of an export, its ids in one form.
create or replace table salesforce_leads as
with
  given as (
    select * exclude (is_deleted, fivetran_active, fivetran_deleted), salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) as gone
    from objects.salesforce_leads
    union all by name
    select
      * exclude (version_start, version_end, version_active, is_deleted, modified_by), version_start as modified_at,
      case when is_deleted then 'deleted in the source' end as gone
    from objects.salesforce_lead_versions
    where version_active and salesforce_id(id) not in (select salesforce_id(id) from objects.salesforce_leads where id is not null)
  )
select
  * replace (
    salesforce_id(id) as id, salesforce_id(owner_id) as owner_id, salesforce_id(converted_contact_id) as converted_contact_id,
    salesforce_id(converted_account_id) as converted_account_id, salesforce_id(converted_opportunity_id) as converted_opportunity_id,
    salesforce_id(master_record_id) as master_record_id
  )
from given;

-- One row per contact of an export, its ids in one form.
create or replace table salesforce_contacts as
with
  given as (
    select * exclude (is_deleted, fivetran_active, fivetran_deleted), salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) as gone
    from objects.salesforce_contacts
    union all by name
    select
      * exclude (version_start, version_end, version_active, is_deleted, modified_by), version_start as modified_at,
      case when is_deleted then 'deleted in the source' end as gone
    from objects.salesforce_contact_versions
    where version_active and salesforce_id(id) not in (select salesforce_id(id) from objects.salesforce_contacts where id is not null)
  )
select
  * replace (
    salesforce_id(id) as id, salesforce_id(owner_id) as owner_id, salesforce_id(account_id) as account_id,
    salesforce_id(master_record_id) as master_record_id
  )
from given;

-- One row per account of an export, its ids in one form.
create or replace table salesforce_accounts as
with
  given as (
    select * exclude (is_deleted, fivetran_active, fivetran_deleted), salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) as gone
    from objects.salesforce_accounts
    union all by name
    select
      * exclude (version_start, version_end, version_active, is_deleted, modified_by), version_start as modified_at,
      case when is_deleted then 'deleted in the source' end as gone
    from objects.salesforce_account_versions
    where version_active and salesforce_id(id) not in (select salesforce_id(id) from objects.salesforce_accounts where id is not null)
  )
select * replace (salesforce_id(id) as id, salesforce_id(owner_id) as owner_id, salesforce_id(master_record_id) as master_record_id)
from given;

-- One row per opportunity of an export, its ids in one form.
create or replace table salesforce_opportunities as
with
  given as (
    select * exclude (is_deleted, fivetran_active, fivetran_deleted), salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) as gone
    from objects.salesforce_opportunities
    union all by name
    select
      * exclude (version_start, version_end, version_active, is_deleted, modified_by), version_start as modified_at,
      case when is_deleted then 'deleted in the source' end as gone
    from objects.salesforce_opportunity_versions
    where version_active
      and salesforce_id(id) not in (select salesforce_id(id) from objects.salesforce_opportunities where id is not null)
  )
select
  * replace (
    salesforce_id(id) as id, salesforce_id(owner_id) as owner_id, salesforce_id(account_id) as account_id, salesforce_id(contact_id) as contact_id,
    salesforce_id(campaign_id) as campaign_id
  )
from given;

-- One row per contact that leads were converted to, with the first of them: all of these are one person.
create or replace table salesforce_conversions as
select converted_contact_id as contact_id, min_by(id, (coalesce(created_at, timestamp '9999-01-01'), id)) as lead_id
from salesforce_leads
where converted_contact_id is not null and gone is null
group by converted_contact_id;

-- One row per change of a lead's field, its ids in one form.
create or replace table salesforce_lead_history as
select
  salesforce_id(lead_id) as lead_id, field as field_in_source, salesforce_field(field) as field, salesforce_id(old_value) as old_value,
  salesforce_id(new_value) as new_value, changed_at, salesforce_id(changed_by) as changed_by,
  salesforce_gone(is_deleted, fivetran_deleted, null) as gone, __file, __line
from objects.salesforce_lead_history;

-- One row per field and version of a lead in which it differs from the version before; where no history of the field is there to ask.
create or replace table salesforce_lead_version_changes as
with
  versions as (
    select
      salesforce_id(id) as lead_id, version_start as changed_at, salesforce_id(modified_by) as changed_by, __file, __line,
      unnest([
        {'field': 'stage', 'value': status}, {'field': 'owner_id', 'value': salesforce_id(owner_id)}, {'field': 'email', 'value': email},
        {'field': 'title', 'value': title}, {'field': 'company', 'value': company}, {'field': 'phone', 'value': phone},
        {'field': 'country', 'value': country}, {'field': 'source', 'value': source}, {'field': 'do_not_contact', 'value': cast(opted_out as varchar)},
        {'field': 'is_converted', 'value': cast(is_converted as varchar)}
      ]) as held
    from objects.salesforce_lead_versions
  ),
  followed as (
    select
      lead_id, held.field as field, changed_at, changed_by, held.value as new_value,
      lag(held.value) over (partition by lead_id, held.field order by changed_at) as old_value,
      row_number() over (partition by lead_id, held.field order by changed_at) as version, __file, __line
    from versions
  )
select followed.*
from followed
where version > 1 and new_value is distinct from old_value
  and (lead_id, field) not in (select (lead_id, field) from salesforce_lead_history where lead_id is not null and field is not null);

-- One row per lead that was converted and of which some source tells the instant. `ConvertedDate` is a day. The instant is that of the lead's history; else
-- of the version in which it was converted first; else that of the opportunity which the conversion made: on that day, and no other. Else nobody knows.
create or replace table salesforce_conversion_times as
with
  told as (
    select lead_id, changed_at, changed_by, 1 as rank, __file, __line
    from salesforce_lead_history
    where gone is null
      and (salesforce_word(field_in_source) in ('leadconverted', 'converted') or salesforce_word(field_in_source) = 'isconverted' and lower(new_value) in ('true', '1'))
    union all
    select history.lead_id, history.changed_at, history.changed_by, 2, history.__file, history.__line
    from salesforce_lead_history as history
    where history.gone is null and history.field = 'stage'
      and (
        lower(history.new_value) in (select lower(label) from objects.salesforce_lead_statuses where is_converted)
        or regexp_matches(lower(history.new_value), '^(closed - )?converted$')
      )
    union all
    select lead_id, changed_at, changed_by, 3, __file, __line
    from salesforce_lead_version_changes
    where field = 'is_converted' and new_value = 'true'
    union all
    select leads.id, opportunities.created_at, null, 4, leads.__file, leads.__line
    from salesforce_leads as leads
    join salesforce_opportunities as opportunities on opportunities.id = leads.converted_opportunity_id
    where leads.converted_at <= opportunities.created_at and opportunities.created_at < leads.converted_at + interval 1 day
  ),
  ranked as (
    select *, row_number() over (partition by lead_id order by rank, changed_at, __file, __line) as place from told
  )
select ranked.lead_id, ranked.changed_at as converted_at, ranked.changed_by, ranked.__file, ranked.__line
from ranked
where ranked.place = 1;

-- One row per stage of opportunities: whether it closes them, whether as won. By the list of stages, else by the opportunities that stand in it.
create or replace table salesforce_stages as
with
  told as (
    select lower(coalesce(label, api_name)) as stage, is_closed, is_won, 1 as rank from objects.salesforce_opportunity_stages
    union all
    select lower(api_name), is_closed, is_won, 1 from objects.salesforce_opportunity_stages
    union all
    select lower(stage), bool_or(is_closed or is_won), bool_or(is_won), 2
    from salesforce_opportunities
    where is_closed is not null or is_won
    group by lower(stage)
    union all
    values ('closed won', true, true, 3), ('closed lost', true, false, 3)
  )
select stage, min_by(is_closed, rank) as is_closed, min_by(is_won, rank) as is_won
from told
where stage is not null
group by stage;

-- One row per stage that an opportunity is known to have entered. OpportunityHistory always has all of them; the fields' history from the day it was
-- switched on; versions from the day that Fivetran began.
create or replace table salesforce_opportunity_stages_entered as
with
  snapshots as (
    select
      salesforce_id(opportunity_id) as opportunity_id, stage, created_at as entered_at, salesforce_id(created_by) as changed_by,
      coalesce(from_stage, lag(stage) over (partition by salesforce_id(opportunity_id) order by created_at, id, __line)) as old_stage, __file, __line
    from objects.salesforce_opportunity_history
    where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is null
  ),
  versions as (
    select
      salesforce_id(id) as opportunity_id, stage, version_start as entered_at, salesforce_id(modified_by) as changed_by,
      lag(stage) over (partition by salesforce_id(id) order by version_start) as old_stage,
      row_number() over (partition by salesforce_id(id) order by version_start) as version, __file, __line
    from objects.salesforce_opportunity_versions
  ),
  told as (
    select opportunity_id, stage, entered_at, changed_by, old_stage, 1 as rank, __file, __line
    from snapshots
    where stage is distinct from old_stage
    union all
    select salesforce_id(opportunity_id), new_value, changed_at, salesforce_id(changed_by), old_value, 2, __file, __line
    from objects.salesforce_opportunity_field_history
    where salesforce_field(field) = 'stage' and salesforce_gone(is_deleted, fivetran_deleted, null) is null
    union all
    select opportunity_id, stage, entered_at, changed_by, old_stage, 3, __file, __line
    from versions
    where version > 1 and stage is distinct from old_stage
  ),
  best as (
    select *, min(rank) over (partition by opportunity_id) as least from told
  )
select best.* exclude (rank, least), stages.is_closed, stages.is_won
from best
left join salesforce_stages as stages on stages.stage = lower(best.stage)
where best.rank = best.least;

-- One row per task and event, whatever table it came in: reports of activities list both, and say which by their `Task` column.
create or replace table salesforce_work as
with
  given as (
    select
      'task' as what, id, who_id, lead_id, contact_id, what_id, account_id, opportunity_id, owner_id, subject, status, is_closed, activity_date,
      completed_at, created_at, type, subtype, call_type, call_result, call_duration, starts_at, null as no_show, null as is_child,
      is_deleted, fivetran_deleted, fivetran_active, __file, __line
    from objects.salesforce_tasks
    where coalesce(is_task, true)
    union all by name
    select
      'event' as what, id, who_id, lead_id, contact_id, what_id, account_id, opportunity_id, owner_id, subject, status, created_at, type, subtype,
      coalesce(starts_at, activity_date) as starts_at, is_deleted, fivetran_deleted, fivetran_active, __file, __line
    from objects.salesforce_tasks
    where not is_task
    union all by name
    select
      'event' as what, id, who_id, lead_id, contact_id, what_id, account_id, opportunity_id, owner_id, subject, status, created_at, type, subtype,
      coalesce(starts_at, activity_at, activity_date) as starts_at, no_show, is_child, is_deleted, fivetran_deleted, fivetran_active, __file, __line
    from objects.salesforce_events
  ),
  joined as (
    select
      what, salesforce_id(id) as id, salesforce_id(coalesce(who_id, lead_id, contact_id)) as who_id, salesforce_id(what_id) as what_id,
      salesforce_id(account_id) as account_id, salesforce_id(opportunity_id) as opportunity_id, salesforce_id(owner_id) as owner_id, subject, status,
      activity_date, completed_at, created_at, type, lower(subtype) as subtype, call_type, call_result, call_duration, starts_at, no_show,
      coalesce(is_child, false) as is_child, is_closed, salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) as gone, __file, __line
    from given
  )
select
  * exclude (account_id, opportunity_id, is_closed),
  coalesce(is_closed, completed_at is not null or null, lower(status) in ('completed', 'closed', 'done'), false) as is_done,
  -- What a task is related to shows by the id's first characters; masked ids are looked up.
  coalesce(
    opportunity_id, case when what_id like '006%' or what_id in (select id from salesforce_opportunities where id is not null) then what_id end
  ) as opportunity_id,
  coalesce(account_id, case when what_id like '001%' or what_id in (select id from salesforce_accounts where id is not null) then what_id end) as account_id,
  case when what_id like '701%' then what_id end as campaign_id,
  case
    when what = 'event' then
      case
        when regexp_matches(lower(coalesce(type, '')), 'demo') then 'demo'
        when lower(type) in ('call', 'phone call') or subtype = 'call' then 'call'
        when lower(type) in ('email') or subtype = 'email' then 'email'
        else 'meeting'
      end
    when subtype = 'listemail' or regexp_matches(lower(subject), '^(pardot )?list email') then 'list email'
    when subtype = 'call' or call_type is not null or lower(type) in ('call', 'phone call', 'outbound call', 'inbound call') then 'call'
    when subtype = 'email' or lower(type) = 'email' then 'email'
    when subtype = 'linkedin' or regexp_matches(lower(coalesce(type, '')), 'linkedin|inmail|social') then 'message'
    when regexp_matches(lower(coalesce(type, '')), 'demo') then 'demo'
    when lower(type) = 'meeting' then 'meeting'
    when regexp_matches(lower(subject), '^(\[outreach\] )?\[?call\b|^(call|logged call|phone call)\b') then 'call'
    when regexp_matches(lower(subject), '^(\[outreach\] )?\[?e-?mail\b|^(re: |fwd: |reply: )') then 'email'
    when regexp_matches(lower(subject), 'linkedin|inmail') then 'message'
    else 'task'
  end as done_by
from joined;

-- A task or an event that names an opportunity and nobody was with its primary contact, else with the only one.
update salesforce_work as work
set who_id = people.lead_id
from (
  select
    salesforce_id(opportunity_id) as opportunity_id,
    case
      when count(distinct contact_id) filter (where is_primary) = 1 then any_value(salesforce_id(contact_id)) filter (where is_primary)
      when count(distinct contact_id) = 1 then any_value(salesforce_id(contact_id))
    end as lead_id
  from objects.salesforce_opportunity_contact_roles
  where salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is null
  group by all
) as people
where work.who_id is null and people.opportunity_id = work.opportunity_id and people.lead_id is not null;

-- One row per campaign that nurtures: by its type, or its name.
create or replace view salesforce_nurtures as
select salesforce_id(id) as campaign_id
from objects.salesforce_campaigns
where regexp_matches(lower(concat_ws(' ', type, name)), 'nurtur|drip')
  and salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is null
union
select salesforce_id(campaign_id)
from objects.salesforce_campaign_members
where regexp_matches(lower(concat_ws(' ', campaign_type, campaign_name)), 'nurtur|drip');

-- One row per member of a campaign that still stands.
create or replace view salesforce_members as
select
  * exclude (id, campaign_id, lead_id, contact_id), salesforce_id(id) as id, salesforce_id(campaign_id) as campaign_id,
  salesforce_id(coalesce(lead_id, contact_id)) as lead_id, salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) as gone,
  coalesce(has_responded, first_responded_at is not null) as responded
from objects.salesforce_campaign_members;
