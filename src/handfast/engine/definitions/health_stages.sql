-- One row per stay of a lead in a stage that ended after :from_at: lead_number, stage, position (null for an unknown stage), entered_at (null: unknown),
-- left_at (null: still there). Positions are those of the agreement in force at as_of.
select l.lead_number, s.stage, g.position, s.entered_at, s.left_at
from findings.stage_spans as s
join steps.health_leads as l on l.lead_id = s.lead_id
left join agreement.stages as g on g.version = :version and g.stage = s.stage
where coalesce(s.left_at > :from_at, true)
