-- One row per activity with an asset: asset_id, lead_id, user_id, side, occurred_at.
select a.asset_id, a.lead_id, a.user_id, a.side, a.occurred_at
from seen.activities as a
where a.asset_id is not null
