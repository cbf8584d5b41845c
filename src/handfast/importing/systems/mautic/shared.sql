-- One row per contact that nobody has identified: Mautic keeps every visitor as a contact, and its own list leaves these out.
CREATE TABLE mautic_anonymous AS
SELECT id AS lead_id
FROM objects.mautic_contacts
GROUP BY id
HAVING count(coalesce(email, first_name, last_name, company, phone, mobile)) = 0 AND count(identified_at) = 0;

-- One row per step of a campaign, with the campaign: e-mails and hits name the step.
CREATE TABLE mautic_steps AS
SELECT id AS event_id, any_value('campaign:' || campaign_id) AS campaign_id FROM objects.mautic_campaign_events GROUP BY id;
