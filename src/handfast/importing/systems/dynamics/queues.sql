-- One row per team: it owns records, and is nobody.
SELECT dynamics_key(id) AS user_id, name, __file, __line FROM objects.dynamics_teams
UNION ALL
SELECT name, name, __file, __line FROM objects.dynamics_teams WHERE name IS NOT NULL
