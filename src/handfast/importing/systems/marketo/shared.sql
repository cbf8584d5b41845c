-- A map of entries `{k, v}`; of two with one key the first is taken. (Looking for two is dear, and rarely needed.)
CREATE MACRO marketo_map(entries) AS CASE
  WHEN len(list_distinct(list_transform(entries, lambda one: one.k))) = len(entries) THEN map_from_entries(entries)
  ELSE map_from_entries(
    list_filter(entries, lambda one, place: list_position(list_transform(entries, lambda other: other.k), one.k) = place)
  )
END;

-- Attributes under names as columns have them: `Webpage URL` is `webpage_url`.
CREATE MACRO marketo_named(said) AS marketo_map(
  list_transform(
    list_filter(map_entries(said), lambda one: one.value IS NOT NULL),
    lambda one: {'k': trim(regexp_replace(lower(one.key), '[^a-z0-9]+', '_', 'g'), '_'), 'v': one.value}
  )
);

-- One row per activity as exported: its standard type, its name, and its attributes, whether they came as columns or as JSON (`{"Link": …}` or `[{"name": "Link", "value": …}]`).
CREATE TABLE marketo_typed_activities AS
WITH types AS (
  SELECT id, min(name) AS name FROM objects.marketo_activity_types GROUP BY id
),
standard (type_id, name) AS (
  VALUES ('1', 'visit webpage'), ('2', 'fill out form'), ('3', 'click link'), ('6', 'send email'), ('7', 'email delivered'), ('8', 'email bounced'),
    ('9', 'unsubscribe email'), ('10', 'open email'), ('11', 'click email'), ('12', 'new lead'), ('13', 'change data value'), ('19', 'sync lead to sfdc'),
    ('21', 'convert lead'), ('22', 'change score'), ('23', 'change owner'), ('24', 'add to list'), ('25', 'remove from list'), ('26', 'sfdc activity'),
    ('27', 'email bounced soft'), ('29', 'delete lead from sfdc'), ('30', 'sfdc activity updated'), ('32', 'merge leads'), ('34', 'add to opportunity'),
    ('35', 'remove from opportunity'), ('36', 'update opportunity'), ('37', 'delete lead'), ('38', 'send alert'), ('39', 'send sales email'),
    ('40', 'open sales email'), ('41', 'click sales email'), ('42', 'add to sfdc campaign'), ('43', 'remove from sfdc campaign'),
    ('44', 'change status in sfdc campaign'), ('45', 'receive sales email'), ('46', 'interesting moment'), ('47', 'request campaign'),
    ('48', 'sales email bounced'), ('100', 'change lead partition'), ('101', 'change revenue stage'), ('102', 'change revenue stage manually'),
    ('104', 'change status in progression'), ('106', 'enrich with data.com'), ('108', 'change segment'), ('110', 'call webhook'),
    ('111', 'sent forward to friend email'), ('112', 'received forward to friend email'), ('113', 'add to nurture'), ('114', 'change nurture track'),
    ('115', 'change nurture cadence'), ('400', 'share content'), ('401', 'vote in poll'), ('405', 'click shared link')
),
named AS (
  SELECT
    a.*,
    coalesce(by_id.name, lower(a.activity_type), lower(t.name), 'activity ' || a.activity_type_id, 'activity') AS type_name,
    coalesce(
      TRY_CAST(TRY_CAST(a.attributes AS JSON) AS MAP(VARCHAR, VARCHAR)),
      marketo_map(
        list_transform(
          list_filter(
            TRY_CAST(TRY_CAST(a.attributes AS JSON) AS STRUCT(name VARCHAR, value VARCHAR)[]),
            lambda one: one.name IS NOT NULL
          ),
          lambda one: {'k': one.name, 'v': one.value}
        )
      )
    ) AS said
  FROM objects.marketo_activities AS a
  LEFT JOIN standard AS by_id ON by_id.type_id = a.activity_type_id
  LEFT JOIN types AS t ON t.id = a.activity_type_id
)
SELECT
  * REPLACE (
    coalesce(link, said['Link'], said['Link URL']) AS link,
    coalesce(webpage_url, said['Webpage URL']) AS webpage_url,
    coalesce(referrer_url, said['Referrer URL']) AS referrer_url,
    coalesce(old_value, said['Old Value']) AS old_value,
    coalesce(new_value, said['New Value']) AS new_value,
    coalesce(old_stage, said['Old Stage']) AS old_stage,
    coalesce(new_stage, said['New Stage']) AS new_stage,
    coalesce(old_status, said['Old Status']) AS old_status,
    coalesce(new_status, said['New Status']) AS new_status,
    coalesce(old_owner, said['Old Owner']) AS old_owner,
    coalesce(new_owner, said['New Owner']) AS new_owner,
    coalesce(success, TRY_CAST(said['Success'] AS BOOLEAN)) AS success,
    coalesce(role, said['Role']) AS role,
    coalesce(is_primary, TRY_CAST(said['Is Primary'] AS BOOLEAN)) AS is_primary,
    coalesce(merge_ids, said['Merge IDs']) AS merge_ids,
    coalesce(action_result, said['Action Result']) AS action_result,
    coalesce(actor, said['Modifying User']) AS actor
  ),
  regexp_replace(type_name, '[^a-z0-9]+', '_', 'g') AS type_key
FROM named;

-- One row per lead that was deleted in Marketo, with the last instant at which it was.
CREATE TABLE marketo_vanished_leads AS
SELECT lead_id, max(deleted_at) AS deleted_at
FROM (
  SELECT lead_id, activity_date AS deleted_at FROM objects.marketo_deletions
  UNION ALL
  SELECT lead_id, activity_date FROM marketo_typed_activities WHERE type_name = 'delete lead'
)
WHERE lead_id IS NOT NULL
GROUP BY lead_id;

-- One row per stay of a lead in an Engagement (nurture) program: by its changes of program status, else by "add to nurture", else by the list of members.
CREATE TABLE marketo_stays AS
WITH nurtures AS (
  SELECT DISTINCT id FROM objects.marketo_programs WHERE lower(type) = 'engagement'
),
statuses AS (
  SELECT
    a.lead_id,
    a.primary_value_id AS program_id,
    a.activity_date,
    coalesce(lower(trim(a.new_status)), '') IN ('', 'not in program') AS leaves,
    coalesce(lower(trim(a.old_status)), '') IN ('', 'not in program') AS enters,
    a.__file,
    a.__line
  FROM marketo_typed_activities AS a
  WHERE a.type_name = 'change status in progression' AND a.primary_value_id IN (SELECT id FROM nurtures) AND NOT coalesce(a.deleted, false)
),
stays AS (
  SELECT
    lead_id,
    program_id,
    activity_date AS entered_at,
    min(CASE WHEN leaves THEN activity_date END) OVER (
      PARTITION BY lead_id, program_id ORDER BY activity_date, __line ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS left_at,
    enters AND NOT leaves AS entry,
    __file,
    __line
  FROM statuses
),
added AS (
  SELECT lead_id, primary_value_id AS program_id, activity_date AS entered_at, CAST(NULL AS TIMESTAMP) AS left_at, __file, __line
  FROM marketo_typed_activities
  WHERE type_name = 'add to nurture' AND NOT coalesce(deleted, false)
),
members AS (
  SELECT lead_id, program_id, entered_at, CAST(NULL AS TIMESTAMP) AS left_at, __file, __line
  FROM objects.marketo_memberships
  WHERE program_id IN (SELECT id FROM nurtures) OR cadence IS NOT NULL
)
SELECT lead_id, program_id, entered_at, left_at, __file, __line FROM stays WHERE entry
UNION ALL
SELECT * FROM added WHERE NOT EXISTS (SELECT 1 FROM stays AS s WHERE s.entry AND s.lead_id = added.lead_id AND s.program_id = added.program_id)
UNION ALL
SELECT * FROM members
WHERE NOT EXISTS (SELECT 1 FROM stays AS s WHERE s.entry AND s.lead_id = members.lead_id AND s.program_id = members.program_id)
  AND NOT EXISTS (SELECT 1 FROM added AS a WHERE a.lead_id = members.lead_id AND a.program_id = members.program_id);
