-- One row per activity; what no column names goes with its properties.
SELECT
  * EXCLUDE (extras) REPLACE (
    CASE
      WHEN cardinality(extras) > 0 THEN json_merge_patch(CAST(extras AS JSON), coalesce(TRY_CAST(properties AS JSON), '{}'))
      ELSE properties
    END AS properties
  )
FROM objects.record_activities
