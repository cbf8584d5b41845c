-- One row per opportunity; it closed when the audit saw its state change, else on its actual close date.
WITH closings AS (
  SELECT object_id, max(changed_at) AS closed_at
  FROM dynamics_changes
  WHERE entity = 'opportunity' AND choice = 'state' AND lower(new_value) IN ('won', 'lost')
  GROUP BY object_id
),
currencies AS (
  SELECT called, any_value(code) AS code
  FROM (
    SELECT dynamics_key(id) AS called, code FROM objects.dynamics_currencies
    UNION ALL
    SELECT lower(name), code FROM objects.dynamics_currencies
  )
  GROUP BY called
),
stated AS (
  SELECT *, lower(dynamics_label('opportunity', 'state', state)) AS is_state FROM objects.dynamics_opportunities WHERE NOT coalesce(deleted, false)
)
SELECT
  dynamics_key(o.id) AS opportunity_id,
  o.created_at,
  b.lead_id,
  coalesce(dynamics_id(o.account), account.id, CASE WHEN customer.kind = 'account' THEN customer.id END, named_customer.id) AS account_id,
  dynamics_key(o.owner) AS owner_id,
  CASE WHEN o.is_state = 'won' THEN coalesce(o.actual_value, o.estimated_value) ELSE coalesce(o.estimated_value, o.actual_value) END AS amount,
  coalesce(currencies.code, CASE WHEN regexp_full_match(o.currency, '[A-Z]{3}') THEN o.currency END) AS currency,
  coalesce(o.phase, dynamics_label('opportunity', 'sales_stage', o.sales_stage), dynamics_label('opportunity', 'status', o.status)) AS stage,
  CASE WHEN o.is_state IN ('won', 'lost') THEN coalesce(closings.closed_at, o.actual_close) END AS closed_at,
  CASE o.is_state WHEN 'won' THEN true WHEN 'lost' THEN false END AS is_won,
  CASE WHEN o.is_state = 'lost' THEN dynamics_label('opportunity', 'status', o.status) END AS lost_reason,
  o.discount / 100 AS discount,
  o.next_step_at,
  coalesce(dynamics_id(o.campaign), campaign.id) AS campaign_id,
  o.modified_at,
  map_concat(
    o.extras,
    map_from_entries(
      list_filter(
        [
          {'k': 'topic', 'v': o.topic},
          {'k': 'status_reason', 'v': dynamics_label('opportunity', 'status', o.status)},
          {'k': 'probability', 'v': CAST(CAST(o.probability AS DECIMAL(9, 2)) AS VARCHAR)}
        ],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  o.__file,
  o.__line
FROM stated AS o
LEFT JOIN dynamics_buyers AS b ON b.opportunity_id = dynamics_key(o.id)
LEFT JOIN closings ON closings.object_id = dynamics_key(o.id)
LEFT JOIN currencies ON currencies.called = coalesce(dynamics_id(o.currency), lower(trim(o.currency)))
LEFT JOIN dynamics_named AS account ON account.kind = 'account' AND account.name = lower(trim(o.account))
LEFT JOIN dynamics_named AS named_customer ON named_customer.kind = 'account' AND named_customer.name = lower(trim(o.customer))
LEFT JOIN dynamics_named AS campaign ON campaign.kind = 'campaign' AND campaign.name = lower(trim(o.campaign))
LEFT JOIN (SELECT DISTINCT kind, id FROM dynamics_records) AS customer ON customer.id = dynamics_id(o.customer)
