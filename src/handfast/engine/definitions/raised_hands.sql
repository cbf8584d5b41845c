-- One row for each activity by which a lead raised its hand, by the version in force then.
-- Reads: asking (version, lead_number, occurred_at).
select distinct asking.version, cycles.lead_id, cycles.cycle, asking.occurred_at as at
from asking
join agreement.versions as versions
  on versions.version = asking.version and versions.from_at <= asking.occurred_at and asking.occurred_at < versions.until_at
join steps.cycles as cycles
  on cycles.lead_number = asking.lead_number and cycles.started_at <= asking.occurred_at and asking.occurred_at < cycles.ended_at
