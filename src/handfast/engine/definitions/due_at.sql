-- The rows of `asked`, each with due_at: when `micros` of time have passed since `started_at`, of the clock or (business) of the calendar's open time.
-- A calendar's pieces are cut at UTC midnights and at every 14,400 open seconds, so that a piece is found by equality and a range inside.
-- Reads: asked (*, calendar, started_at, micros, business).
with positioned as (
  select
    asked.*,
    case when asked.business
      then pieces.open_before + case when pieces.is_open then MICROS_BETWEEN(pieces.starts_at, asked.started_at) else 0 end + asked.micros
    end as target
  from asked
  left join agreement.pieces as pieces
    on asked.business and pieces.calendar = asked.calendar and pieces.day = cast(asked.started_at as date)
    and pieces.starts_at <= asked.started_at and asked.started_at < pieces.ends_at
)
select
  positioned.*,
  case when positioned.business then PLUS_MICROS(pieces.starts_at, positioned.target - pieces.open_before)
       else PLUS_MICROS(positioned.started_at, positioned.micros) end as due_at
from positioned
left join agreement.pieces as pieces
  on pieces.is_open and pieces.calendar = positioned.calendar
  and pieces.open_bucket = cast(floor((positioned.target - 1) / 14400000000.0) as bigint)
  and pieces.open_before < positioned.target and positioned.target <= pieces.open_before + MICROS_BETWEEN(pieces.starts_at, pieces.ends_at)
