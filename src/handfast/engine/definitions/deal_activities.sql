-- One row for each activity of a lead that an opportunity names, from the reach of paths before its first opportunity to the creation of its last.
select bounds.lead_id, signals.occurred_at, signals.kind, signals.side, signals.campaign_id, signals.automated
from steps.signals as signals
join steps.lead_bounds as bounds on bounds.lead_number = signals.lead_number
where signals.of_deal
