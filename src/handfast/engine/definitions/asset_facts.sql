-- One row per asset: the columns of findings.content; type (its kind).
select c.asset_id, c.title, c.kind as type, c.stage, c.live, c.uses, c.users, c.uses_90_days, c.last_used_at, c.opened, c.won, c.lost
from findings.content as c
