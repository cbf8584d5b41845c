-- One row per opportunity; won or lost by its stage where the export says it in no other way.
SELECT
  * REPLACE (
    coalesce(
      is_won,
      CASE
        WHEN closed_at IS NULL THEN NULL
        WHEN regexp_matches(lower(stage), '(^|[^a-z])(won|gewonnen|gagné|gagnée|ganado|ganada|ganho|vinto|vinta|success)([^a-z]|$)') THEN true
        WHEN regexp_matches(lower(stage), '(^|[^a-z])(lost|verloren|perdu|perdue|perdido|perdida|perso|persa|declined|cancelled|canceled)([^a-z]|$)') THEN false
      END
    ) AS is_won
  )
FROM objects.record_opportunities
