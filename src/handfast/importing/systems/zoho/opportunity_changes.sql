-- One row per change of a deal's stage or amount; each row of the history says how both stood from then on.
SELECT deal_id AS opportunity_id, 'stage' AS field, changed_at, stage_before AS old_value, stage AS new_value, changed_by, __file, __line
FROM zoho_stood
WHERE stage IS DISTINCT FROM stage_before
UNION ALL
SELECT deal_id, 'amount', changed_at, amount_before, amount, changed_by, __file, __line
FROM zoho_stood
WHERE place > 1 AND amount IS DISTINCT FROM amount_before
