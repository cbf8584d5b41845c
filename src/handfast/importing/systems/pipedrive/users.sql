-- One row per user.
SELECT id AS user_id, name, email, active, timezone, __file, __line FROM objects.pipedrive_users
