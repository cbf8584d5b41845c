-- One row per change of a deal's stage or amount; each row of the history says how both stood from then on.
WITH stood AS (
  SELECT
    zoho_id(deal_id) AS deal_id,
    changed_at,
    stage,
    amount,
    lag(stage) OVER entries AS stage_before,
    lag(amount) OVER entries AS amount_before,
    row_number() OVER entries AS place,
    zoho_key(changed_by) AS changed_by,
    __file,
    __line
  FROM objects.zoho_stage_history
  WINDOW entries AS (PARTITION BY zoho_id(deal_id) ORDER BY changed_at, __line)
)
SELECT deal_id AS opportunity_id, 'stage' AS field, changed_at, stage_before AS old_value, stage AS new_value, changed_by, __file, __line
FROM stood
WHERE stage IS DISTINCT FROM stage_before
UNION ALL
SELECT deal_id, 'amount', changed_at, amount_before, amount, changed_by, __file, __line
FROM stood
WHERE place > 1 AND amount IS DISTINCT FROM amount_before
