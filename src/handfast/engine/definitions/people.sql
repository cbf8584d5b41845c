-- One row per user: for which team and side they work.
-- user_id, team; side: the record's word, else the agreement's for the team (:side_of_team); active: unknown counts as yes.
select u.user_id, nullif(u.team, '') as team, coalesce(nullif(u.side, ''), :side_of_team) as side, coalesce(u.active, true) as active
from seen.users as u
