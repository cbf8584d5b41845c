-- One row per nurture program: program_id, name_key, stage (in the agreement's words; null where it names none), position, owner_side, active.
select
  p.program_id,
  translate(trim(p.name), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') as name_key,
  translate(trim(p.stage), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') as stage_key,
  n.stage, s.position, s.owner_side,
  coalesce(p.active, true) as active
from seen.programs as p
left join agreement.stage_names as n
  on n.version = :version and n.name = translate(trim(p.stage), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
left join agreement.stages as s on s.version = :version and s.stage = n.stage
