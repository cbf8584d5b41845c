-- What the other files of HubSpot use: words brought to one spelling, merged ids, engagements of every kind in one shape, stages of pipelines.
-- Whatever several files read is a table, so that it is worked out once.

-- A word as its spellings compare: `MARKETING_QUALIFIED_LEAD`, `Marketing Qualified Lead` and `marketingqualifiedlead` are one.
create or replace macro hubspot_word(given) as regexp_replace(lower(given), '[^a-z0-9]', '', 'g');

-- The ids of a list, however it is written: `1;2`, `["1","2"]`, `1:1589000000000;2:1590000000000` (merges, with their instants).
create or replace macro hubspot_ids(given) as
  regexp_extract_all(regexp_replace(array_to_string(given, ';'), ':[0-9]+', '', 'g'), '[0-9]+');

-- The e-mail addresses in a list of names: `Ana Lopez (ana@x.example);Bo (bo@x.example)`.
create or replace macro hubspot_emails(given) as
  regexp_extract_all(lower(array_to_string(given, ';')), '[^\s;,()<>"]+@[^\s;,()<>"]+');

-- The names in a list without an e-mail address beside them, as names are compared: `Ana Lopez (ana@x.example);Bo Li` gives `bo li`.
create or replace macro hubspot_bare_names(given) as
  list_filter(list_transform(given, lambda one: lower(trim(one))), lambda one: one <> '' and not contains(one, '@'));

-- Leftovers with fields of ours that have a value.
create or replace macro hubspot_with(extras, fields) as
  map_concat(extras, map_from_entries(list_filter(fields, lambda field: field[2] is not null)));

-- A JSON object without its nulls.
create or replace macro hubspot_known(fields) as json_merge_patch('{}', to_json(fields));

-- HubSpot's own lifecycle stages by their labels; a company's own as they are.
create or replace macro hubspot_lifecycle(given) as
  case hubspot_word(given)
    when 'subscriber' then 'Subscriber'
    when 'lead' then 'Lead'
    when 'marketingqualifiedlead' then 'Marketing Qualified Lead'
    when 'salesqualifiedlead' then 'Sales Qualified Lead'
    when 'opportunity' then 'Opportunity'
    when 'customer' then 'Customer'
    when 'evangelist' then 'Evangelist'
    when 'other' then 'Other'
    when 'otherlifecycle' then 'Other'
    when 'abonnent' then 'Subscriber'
    when 'kunde' then 'Customer'
    when 'kunden' then 'Customer'
    when 'frsprecher' then 'Evangelist'
    when 'sonstige' then 'Other'
    else given
  end;

-- What portals in German call the outcomes, states and directions of engagements, in HubSpot's English; other words as they are.
create or replace macro hubspot_english(given) as
  case hubspot_word(given)
    when 'abgeschlossen' then 'Completed'
    when 'geplant' then 'Scheduled'
    when 'nichterschienen' then 'No show'
    when 'abgesagt' then 'Canceled'
    when 'storniert' then 'Canceled'
    when 'verschoben' then 'Rescheduled'
    when 'nichtbegonnen' then 'Not started'
    when 'inbearbeitung' then 'In progress'
    when 'gesendet' then 'Sent'
    when 'fehlgeschlagen' then 'Failed'
    when 'eingehend' then 'Inbound'
    when 'eingehendeemail' then 'Incoming email'
    when 'ausgehend' then 'Outbound'
    when 'verbunden' then 'Connected'
    when 'keineantwort' then 'No answer'
    when 'besetzt' then 'Busy'
    when 'voicemailhinterlassen' then 'Left voicemail'
    when 'falschenummer' then 'Wrong number'
    else given
  end;

create or replace macro hubspot_lifecycle_place(given) as
  list_position(
    ['subscriber', 'lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer', 'evangelist'], hubspot_word(given)
  );

create or replace macro hubspot_lead_status(given) as
  case hubspot_word(given)
    when 'new' then 'New'
    when 'open' then 'Open'
    when 'inprogress' then 'In Progress'
    when 'opendeal' then 'Open Deal'
    when 'unqualified' then 'Unqualified'
    when 'attemptedtocontact' then 'Attempted to Contact'
    when 'connected' then 'Connected'
    when 'badtiming' then 'Bad Timing'
    else given
  end;

-- What HubSpot's own lead statuses and stages of leads say of sales's decision; nothing for New, Open, and a company's own words.
create or replace macro hubspot_decision(given) as
  case
    when regexp_matches(hubspot_word(given), '^(unqualified|disqualified|badtiming|unqualifiedstageid[0-9]*)$') then 'disqualified'
    when regexp_matches(
      hubspot_word(given), '^(inprogress|opendeal|attemptedtocontact|connected|attempting|qualified|(attempting|connected|qualified)stageid[0-9]*)$'
    ) then 'accepted'
  end;

create or replace macro hubspot_source(given) as
  case hubspot_word(given)
    when 'organicsearch' then 'Organic Search'
    when 'paidsearch' then 'Paid Search'
    when 'emailmarketing' then 'Email Marketing'
    when 'socialmedia' then 'Organic Social'
    when 'organicsocial' then 'Organic Social'
    when 'referrals' then 'Referrals'
    when 'othercampaigns' then 'Other Campaigns'
    when 'directtraffic' then 'Direct Traffic'
    when 'offline' then 'Offline Sources'
    when 'offlinesources' then 'Offline Sources'
    when 'paidsocial' then 'Paid Social'
    when 'aireferrals' then 'AI Referrals'
    else given
  end;

-- Whoever came to the site by themselves is inbound. How one of `Offline Sources` came (an import, an integration, typed in) isn't said.
create or replace macro hubspot_origin(given) as
  case
    when hubspot_source(given) in (
      'Organic Search', 'Paid Search', 'Email Marketing', 'Organic Social', 'Referrals', 'Other Campaigns', 'Direct Traffic', 'Paid Social',
      'AI Referrals'
    ) then 'inbound'
  end;

-- HubSpot's own call outcomes, which its API names by these ids.
create or replace macro hubspot_call_outcome(given) as
  case given
    when '9d9162e7-6cf3-4944-bf63-4dff82258764' then 'Busy'
    when 'f240bbac-87c9-4f6e-bf70-924b57d47db7' then 'Connected'
    when 'a4c4c377-d246-4b32-a13b-75a56a4cd0ff' then 'Left live message'
    when 'b2cf5968-551e-4856-9783-52b3da59a7d0' then 'Left voicemail'
    when '73a0d17f-1163-4015-bdd5-ec830791da20' then 'No answer'
    when '17b47fee-58de-441e-a44c-c6300d46f273' then 'Wrong number'
    else given
  end;

-- The user behind a change: named, or as `userId:123` of its source.
create or replace macro hubspot_user(named, source_id) as coalesce(named, nullif(regexp_extract(source_id, '^userId:([0-9]+)$', 1), ''));

-- One row per contact that was merged into another.
create or replace table hubspot_merged_contacts as
with
  said as (
    select merged_id as alias_id, contact_id as lead_id, __file, __line from objects.hubspot_contact_merges
    union all
    select unnest(hubspot_ids(merged_ids)), id, __file, __line from objects.hubspot_contacts
    union all
    select unnest(hubspot_ids(merged_vids)), id, __file, __line from objects.hubspot_contacts
  )
select alias_id, min(lead_id) as lead_id, min_by(__file, lead_id) as __file, min_by(__line, lead_id) as __line
from said
where alias_id <> lead_id
group by alias_id;

-- One row per contact that has an e-mail address, merged ones left out; of two with one address, the first.
create or replace table hubspot_addresses as
select lower(trim(email)) as address, min(id) as lead_id
from objects.hubspot_contacts
where email is not null
  and not coalesce(deleted, false)
  and id not in (select alias_id from hubspot_merged_contacts)
group by all;

-- One row per name that only one contact has.
create or replace table hubspot_contact_names as
select lower(trim(concat_ws(' ', first_name, last_name))) as name, min(id) as lead_id
from objects.hubspot_contacts
where coalesce(first_name, last_name) is not null
  and not coalesce(deleted, false)
  and id not in (select alias_id from hubspot_merged_contacts)
group by all
having count(distinct id) = 1;

-- One row per name that only one company has.
create or replace table hubspot_company_names as
select lower(trim(name)) as name, min(id) as company_id
from objects.hubspot_companies
where name is not null and not coalesce(deleted, false)
group by all
having count(distinct id) = 1;

-- One row per engagement of a kind that has its own export, with its own words.
create or replace view hubspot_detailed_work as
select * exclude (title, body, call), title, body, call as type, 'call' as what from objects.hubspot_calls
union all by name
select * exclude (email), email as type, subject as title, 'email' as what from objects.hubspot_emails
union all by name
select *, 'meeting' as what from objects.hubspot_meetings
union all by name
select *, 'note' as what from objects.hubspot_notes
union all by name
select * exclude (kind, due_at), kind as channel, due_at, 'task' as what from objects.hubspot_tasks
union all by name
select *, case when type ilike 'postal%' then 'letter' else 'message' end as what from objects.hubspot_communications;

-- One row per engagement: what its own export says, then what the table of all engagements says of it.
create or replace table hubspot_work as
with
  general as (
    select
      *,
      case
        when hubspot_word(type) in ('call', 'loggedcall') then 'call'
        when hubspot_word(type) in ('email', 'incomingemail', 'forwardedemail', 'loggedemail', 'onetooneemail') then 'email'
        when hubspot_word(type) in ('meeting', 'loggedmeeting') then 'meeting'
        when hubspot_word(type) = 'note' then 'note'
        when hubspot_word(type) = 'task' then 'task'
        when hubspot_word(type) in ('sms', 'whatsapp', 'linkedinmessage', 'linkedin', 'communication', 'conversationsession') then 'message'
        when hubspot_word(type) in ('postalmail', 'letter') then 'letter'
      end as what
    from objects.hubspot_engagements
  ),
  base as (
    select distinct on (id) * from general order by id, __file, __line
  ),
  alone as (
    select * from general where id not in (select id from hubspot_detailed_work where id is not null)
  )
select
  d.id, d.what, d.__file, d.__line, d.title, d.body, hubspot_english(d.outcome) as outcome, hubspot_english(d.status) as status, d.starts_at,
  d.completed_at, d.channel, d.due_at, hubspot_english(coalesce(d.direction, case when hubspot_word(b.type) in ('incomingemail', 'forwardedemail') then b.type end)) as direction,
  d.sequence_id, d.from_email, d.to_email, d.link_id, d.booked_through, d.activity_type, d.duration, d.modified_at,
  coalesce(d.occurred_at, b.occurred_at) as occurred_at,
  coalesce(d.created_at, b.created_at) as created_at,
  coalesce(d.owner_id, b.owner_id) as owner_id,
  coalesce(d.created_by, b.created_by) as created_by,
  coalesce(d.contact_ids, b.contact_ids) as contact_ids,
  coalesce(d.contact_names, b.contact_names) as contact_names,
  coalesce(d.company_ids, b.company_ids) as company_ids,
  coalesce(d.deal_ids, b.deal_ids) as deal_ids,
  coalesce(d.associations, b.associations) as associations,
  coalesce(d.source, b.source) as source,
  coalesce(d.deleted, false) or coalesce(b.deleted, false) as deleted
from hubspot_detailed_work as d
left join base as b on b.id = d.id
union all by name
select
  id, what, __file, __line, title, body, hubspot_english(outcome) as outcome, hubspot_english(status) as status, starts_at, completed_at,
  type as channel, modified_at, hubspot_english(coalesce(direction, case when what = 'email' then type end)) as direction,
  occurred_at, created_at, owner_id, created_by, contact_ids, contact_names, company_ids, deal_ids, associations, source,
  coalesce(deleted, false) as deleted
from alone;

-- One row per engagement and lead that takes part; place 1 is the first of them. By associations, else by the addresses it went to and came from.
create or replace table hubspot_participants as
with
  linked as (
    select id as engagement_id, unnest(hubspot_ids(contact_ids)) as lead_id, generate_subscripts(hubspot_ids(contact_ids), 1) as place
    from hubspot_work
    union all
    select id, unnest(from_json(json_extract(associations, '$.contactIds'), '["VARCHAR"]')), 1 from hubspot_work
    union all
    select engagement_id, contact_id, 1000 from objects.hubspot_engagement_contacts
  ),
  named as (
    select id as engagement_id, unnest(hubspot_emails(contact_names)) as address, 2000 as place
    from hubspot_work
    where id not in (select engagement_id from linked where engagement_id is not null)
  ),
  called as (
    select id as engagement_id, unnest(hubspot_bare_names(contact_names)) as name, 2500 as place
    from hubspot_work
    where id not in (select engagement_id from linked where engagement_id is not null)
  ),
  addressed as (
    select id as engagement_id, unnest(list_concat(hubspot_emails(to_email), hubspot_emails([from_email]))) as address, 3000 as place
    from hubspot_work
    where id not in (select engagement_id from linked where engagement_id is not null)
      and id not in (select engagement_id from named where engagement_id is not null)
  ),
  known as (
    select * from linked
    union all
    select found.engagement_id, a.lead_id, found.place
    from (select * from named union all select * from addressed) as found
    join hubspot_addresses as a on a.address = found.address
    union all
    select called.engagement_id, n.lead_id, called.place
    from called
    join hubspot_contact_names as n on n.name = called.name
  ),
  once as (
    select known.engagement_id, coalesce(merged.lead_id, known.lead_id) as lead_id, min(known.place) as place
    from known
    left join hubspot_merged_contacts as merged on merged.alias_id = known.lead_id
    where known.lead_id is not null
    group by all
  )
select engagement_id, lead_id, row_number() over (partition by engagement_id order by place, length(lead_id), lead_id) as place
from once;

-- One row per engagement: the first deal and company that it concerns.
create or replace table hubspot_subjects as
with
  deals as (
    select id as engagement_id, hubspot_ids(deal_ids)[1] as deal_id from hubspot_work
    union all
    select engagement_id, deal_id from objects.hubspot_engagement_deals
  ),
  companies as (
    select id as engagement_id, hubspot_ids(company_ids)[1] as company_id from hubspot_work
    union all
    select engagement_id, company_id from objects.hubspot_engagement_companies
  ),
  both_kinds as (
    select engagement_id, deal_id, null as company_id from deals
    union all
    select engagement_id, null, company_id from companies
  )
select engagement_id, min(deal_id) as deal_id, min(company_id) as company_id
from both_kinds
group by engagement_id;

-- One row per stage of a pipeline, with HubSpot's own pipeline where none is given.
create or replace view hubspot_stages as
with
  inside as (
    select id as pipeline_id, unnest(from_json(stages, '["JSON"]')) as stage from objects.hubspot_pipelines
  ),
  given as (
    select id as stage_id, label, probability, is_closed, closed_won from objects.hubspot_pipeline_stages
    union all
    select
      coalesce(stage ->> '$.stageId', stage ->> '$.id'),
      stage ->> '$.label',
      try_cast(stage ->> '$.metadata.probability' as double),
      try_cast(stage ->> '$.metadata.isClosed' as boolean),
      null
    from inside
  ),
  standard(stage_id, label, probability, is_closed, closed_won) as (
    values
      ('appointmentscheduled', 'Appointment Scheduled', 0.2, false, false),
      ('qualifiedtobuy', 'Qualified To Buy', 0.4, false, false),
      ('presentationscheduled', 'Presentation Scheduled', 0.6, false, false),
      ('decisionmakerboughtin', 'Decision Maker Bought-In', 0.8, false, false),
      ('contractsent', 'Contract Sent', 0.9, false, false),
      ('closedwon', 'Closed Won', 1.0, true, true),
      ('closedlost', 'Closed Lost', 0.0, true, false),
      ('abgeschlossen und gewonnen', 'Closed Won', 1.0, true, true),
      ('abgeschlossen und verloren', 'Closed Lost', 0.0, true, false),
      ('cierre ganado', 'Closed Won', 1.0, true, true),
      ('cierre perdido', 'Closed Lost', 0.0, true, false)
  ),
  every_stage as (
    select *, 1 as place from given
    union all
    select *, 2 from standard
  ),
  judged as (
    -- A stage that is closed is won at a probability of 1 and lost at 0: that is how HubSpot tells them apart.
    select
      stage_id, label, place, coalesce(closed_won, false) or coalesce(is_closed, probability = 1) and probability = 1 as is_won,
      coalesce(is_closed, closed_won, probability in (0, 1)) as is_closed
    from every_stage
  )
select stage_id, min_by(label, place) as label, min_by(is_won, place) as is_won, min_by(is_closed, place) as is_closed
from judged
where stage_id is not null
group by stage_id;

-- A stage as its spellings compare; reports add the pipeline: `Closed Won (Sales Pipeline)`.
create or replace macro hubspot_stage_key(given) as lower(trim(regexp_replace(given, ' \([^()]*\)$', '')));

-- One row per way to call a stage: its id, and its label where all stages of that label end alike.
create or replace view hubspot_stage_keys as
select hubspot_stage_key(stage_id) as key, any_value(label) as label, any_value(is_won) as is_won, any_value(is_closed) as is_closed
from hubspot_stages
group by all
union all
select
  hubspot_stage_key(label), any_value(label), case when min(is_won) = max(is_won) then any_value(is_won) end,
  case when min(is_closed) = max(is_closed) then any_value(is_closed) end
from hubspot_stages
where hubspot_stage_key(label) not in (select hubspot_stage_key(stage_id) from hubspot_stages)
group by all;

-- One row per way to call a pipeline.
create or replace view hubspot_pipeline_names as
select id as pipeline, any_value(label) as label from objects.hubspot_pipelines group by id;

-- One row per stage that a deal is known to have entered. The property's history knows all entries, Fivetran's deal_stage too; the deal's own
-- `Date entered …` columns know one entry of each stage and are asked only where neither is there.
create or replace table hubspot_deal_stages as
with
  written as (
    select
      deal_id, value as stage, changed_at as entered_at, hubspot_user(user_id, source_id) as user_id, 1 as rank, __file, __line
    from objects.hubspot_deal_history
    where hubspot_word(property) in ('dealstage') and not coalesce(deleted, false)
    union all
    select deal_id, stage, entered_at, hubspot_user(null, source_id), 2, __file, __line from objects.hubspot_deal_stages
    union all
    select id, unnest(map_keys(entered)), unnest(map_values(entered)), null, 3, __file, __line
    from objects.hubspot_deals
    where not coalesce(deleted, false)
  ),
  best as (
    select *, min(rank) over (partition by deal_id) as least from written
  )
select
  best.deal_id, coalesce(keys.label, best.stage) as stage, best.entered_at, best.user_id, keys.is_closed, keys.is_won, best.__file, best.__line
from best
left join hubspot_stage_keys as keys on keys.key = hubspot_stage_key(best.stage)
where best.rank = best.least;

-- One row per deal and contact that takes part in it: by associations, or by the addresses in the deal's own export.
create or replace table hubspot_deal_people as
with
  linked as (
    select deal_id as opportunity_id, contact_id as lead_id, label as role, __file, __line
    from objects.hubspot_deal_contacts
    where not coalesce(deleted, false)
    union all
    select id, unnest(hubspot_ids(contact_ids)), null, __file, __line from objects.hubspot_deals where not coalesce(deleted, false)
  ),
  named as (
    select id as opportunity_id, unnest(hubspot_emails(contact_names)) as address, __file, __line
    from objects.hubspot_deals
    where contact_ids is null and not coalesce(deleted, false)
  ),
  known as (
    select * from linked
    union all
    select named.opportunity_id, addresses.lead_id, null, named.__file, named.__line
    from named
    join hubspot_addresses as addresses on addresses.address = named.address
    union all
    select called.opportunity_id, names.lead_id, null, called.__file, called.__line
    from (
      select id as opportunity_id, unnest(hubspot_bare_names(contact_names)) as name, __file, __line
      from objects.hubspot_deals
      where contact_ids is null and not coalesce(deleted, false)
    ) as called
    join hubspot_contact_names as names on names.name = called.name
  )
select
  known.opportunity_id, coalesce(merged.lead_id, known.lead_id) as lead_id, any_value(known.role) as role, min(known.__file) as __file,
  min_by(known.__line, known.__file) as __line
from known
left join hubspot_merged_contacts as merged on merged.alias_id = known.lead_id
group by all;

-- An engagement that names no contact but a deal with a single one was with that one.
insert into hubspot_participants
select subjects.engagement_id, min(people.lead_id), 1
from hubspot_subjects as subjects
join hubspot_deal_people as people on people.opportunity_id = subjects.deal_id
where subjects.engagement_id not in (select engagement_id from hubspot_participants where engagement_id is not null)
group by subjects.engagement_id
having count(distinct people.lead_id) = 1;

-- One row per entry of a lifecycle stage that a contact's own date columns tell (`Became a Customer Date`, `Date entered 'Customer (…)'`), for contacts
-- whose lifecycle stage has no history of its own: that has every entry, these one of each stage. Where both kinds of columns tell of one entry, one of
-- them may lack its seconds.
create or replace table hubspot_stage_dates as
with
  entries as (
    select id as lead_id, unnest(map_entries(became)) as entry, __file, __line from objects.hubspot_contacts where not coalesce(deleted, false)
    union all
    select id, unnest(map_entries(entered)), __file, __line from objects.hubspot_contacts where not coalesce(deleted, false)
  )
select
  lead_id, hubspot_lifecycle(entry.key) as stage, min(entry.value) as changed_at, min(__file) as __file, min_by(__line, __file) as __line
from entries
where lead_id not in (select contact_id from objects.hubspot_contact_history where lower(property) = 'lifecyclestage' and contact_id is not null)
group by lead_id, hubspot_lifecycle(entry.key), date_trunc('minute', entry.value);
