-- One row per cost of a program in a month (`costs` of the API: [{"startDate": …, "cost": …}]).
SELECT
  p.id AS campaign_id,
  TRY_CAST(left(cost.told ->> 'startDate', 10) AS DATE) AS spent_on,
  TRY_CAST(cost.told ->> 'cost' AS DECIMAL(18, 2)) AS amount,
  p.__file,
  p.__line
FROM objects.marketo_programs AS p, unnest(TRY_CAST(TRY_CAST(p.costs AS JSON) AS JSON[])) AS cost (told)
WHERE NOT coalesce(p.deleted, false)
