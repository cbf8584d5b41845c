-- One row per nurture program: program_id, name_key, stage (in the agreement's words; null where it names none), position, owner_side, active.
select
  p.program_id,
  NAME_KEY(p.name) as name_key,
  NAME_KEY(p.stage) as stage_key,
  n.stage, s.position, s.owner_side,
  coalesce(p.active, true) as active
from seen.programs as p
left join agreement.stage_names as n
  on n.version = :version and n.name = NAME_KEY(p.stage)
left join agreement.stages as s on s.version = :version and s.stage = n.stage
