-- The rows of `asked`, each with business_micros: the calendar's open time between from_at and to_at (null where either is).
-- Reads: asked (*, calendar, from_at, to_at).
select
  asked.*,
  (last.open_before + case when last.is_open then MICROS_BETWEEN(last.starts_at, asked.to_at) else 0 end)
  - (first.open_before + case when first.is_open then MICROS_BETWEEN(first.starts_at, asked.from_at) else 0 end) as business_micros
from asked
left join agreement.pieces as first
  on first.calendar = asked.calendar and first.day = cast(asked.from_at as date)
  and first.starts_at <= asked.from_at and asked.from_at < first.ends_at
left join agreement.pieces as last
  on last.calendar = asked.calendar and last.day = cast(asked.to_at as date)
  and last.starts_at <= asked.to_at and asked.to_at < last.ends_at
