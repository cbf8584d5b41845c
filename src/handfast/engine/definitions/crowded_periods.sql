-- One row for each capped clause, lead, cycle and period that holds more matches than the cap: only there does their order matter.
select matches.version, matches.rule, matches.pass_id, matches.period
from steps.matches as matches
join agreement.engagement as rules on rules.version = matches.version and rules.rule = matches.rule
where matches.period is not null
group by matches.version, matches.rule, matches.pass_id, matches.period
having count(*) > max(rules.cap)
