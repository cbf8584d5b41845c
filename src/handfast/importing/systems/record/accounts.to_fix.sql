-- One row per account of a list to fix. The apostrophe that keeps a spreadsheet from taking a text for a formula is no part of the text.
SELECT
  regexp_replace(
    COLUMNS(lambda c: c NOT IN ('what_is_wrong', 'extras', 'created_at', 'employees', 'annual_revenue', 'do_not_contact', '__line')),
    '^''([-=+@])', '\1'
  ),
  COLUMNS(lambda c: c IN ('created_at', 'employees', 'annual_revenue', 'do_not_contact', '__line')),
  map_from_entries(
    list_transform(map_entries(extras), lambda e: {'key': e.key, 'value': regexp_replace(e.value, '^''([-=+@])', '\1')})
  ) AS extras
FROM objects.record_accounts_to_fix
