-- One row for each activity of a lead that an opportunity names, from the reach of paths before its first opportunity to the creation of its last.
select lead_id, occurred_at, kind, side, campaign_id, automated
from steps.signals
where of_deal
