-- One row for each stay of a lead in a stage.
-- Reads: timed (the entries with due_at and business time).
select
  timed.lead_id, timed.span, timed.stage, timed.known,
  nullif(timed.at, timestamp '1900-01-01') as entered_at, nullif(timed.left_at, timestamp '9999-12-31') as left_at, timed.due_at,
  cast(floor(timed.business_micros / 1000000.0) as bigint) as business_seconds,
  coalesce(timed.due_at < least(timed.left_at, :as_of), false) as stuck,
  coalesce(timed.position > timed.previous_position + 1, false) as skipped,
  coalesce(timed.position < timed.previous_position, false) as backward,
  versions.agreement_hash
from timed
join agreement.versions as versions on versions.version = timed.version
