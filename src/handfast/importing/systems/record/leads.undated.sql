-- One row per lead of an export that has no date at all: it is known from the day it was imported, and nothing earlier is made up.
SELECT
  * EXCLUDE (__file, __line),
  getvariable('imported_at') AS created_at,
  __file,
  __line
FROM objects.record_undated_leads
