-- One row per stay of a lead in an Engagement (nurture) program.
SELECT * FROM marketo_stays
