-- One row per wish of a contact not to be contacted; a bounce is none.
SELECT lead_id, 'do_not_contact' AS field, date_added AS changed_at, 'true' AS new_value, __file, __line
FROM objects.mautic_do_not_contact
WHERE lower(reason) IN ('1', '3', 'unsubscribed', 'manual')
