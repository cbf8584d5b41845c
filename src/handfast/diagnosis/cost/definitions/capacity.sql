-- One row for each team of which every active member states a daily capacity: leads a day, all members together.
select p.team, sum(u.daily_capacity) as daily
from findings.people as p
join seen.users as u on u.user_id = p.user_id
where p.team is not null and coalesce(p.active, true)
group by p.team
having count(*) = count(u.daily_capacity) and sum(u.daily_capacity) > 0
order by p.team
