-- One row per hand-off with a first touch; it counts where nobody had opened the lead's card between the hand-off and that touch.
select
  '' as part, h.first_touch_at as happened_at, h.first_touch_at as known_at, case when count(c.opened_at) = 0 then 1 else 0 end as numerator,
  1 as denominator, h.lead_id, h.handoff_id, h.owner_id
from findings.handoffs as h
left join seen.card_openings as c on c.lead_id = h.lead_id and c.opened_at <= h.first_touch_at and c.opened_at >= h.handed_at - interval 1 day
where h.first_touch_at is not null
group by h.handoff_id, h.lead_id, h.owner_id, h.first_touch_at
