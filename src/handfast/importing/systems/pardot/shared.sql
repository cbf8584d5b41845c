-- One row per type of visitor activity that Pardot publishes: the record's kind and side; `place` is why an activity of the type has none.
CREATE TABLE pardot_activity_types (type VARCHAR, name VARCHAR, kind VARCHAR, side VARCHAR, place VARCHAR);

INSERT INTO pardot_activity_types VALUES
  ('1', 'Click', 'link_click', 'prospect', NULL),
  ('2', 'View', 'page_view', 'prospect', NULL),
  ('3', 'Error', 'form_error', 'prospect', NULL),
  ('4', 'Success', 'form_submit', 'prospect', NULL),
  ('5', 'Session', 'visit', 'prospect', NULL),
  ('6', 'Sent', 'email_sent', 'marketing', NULL),
  ('7', 'Search', 'site_search', 'prospect', NULL),
  ('8', 'New Opportunity', NULL, NULL, 'the opportunity itself says when it was opened'),
  ('9', 'Opportunity Won', NULL, NULL, 'the opportunity itself says whether it was won'),
  ('10', 'Opportunity Lost', NULL, NULL, 'the opportunity itself says whether it was won'),
  ('11', 'Open', 'email_open', 'prospect', NULL),
  ('12', 'Unsubscribe Page', 'unsubscribe', 'prospect', NULL),
  ('13', 'Bounced', 'email_bounced', 'marketing', NULL),
  ('14', 'Spam Complaint', 'spam_complaint', 'prospect', NULL),
  ('15', 'Email Preference Page', 'email_preferences', 'prospect', NULL),
  ('16', 'Resubscribed', 'resubscribe', 'prospect', NULL),
  ('17', 'Click (Third Party)', 'link_click', 'prospect', NULL),
  ('18', 'Opportunity Reopened', NULL, NULL, 'the opportunity itself says whether it is open'),
  ('19', 'Opportunity Linked', NULL, NULL, 'who takes part in an opportunity is exported on its own'),
  ('20', 'Visit', 'visit', 'prospect', NULL),
  ('21', 'Custom URL click', 'link_click', 'prospect', NULL),
  ('22', 'Olark Chat', 'chat', 'prospect', NULL),
  ('23', 'Invited to Webinar', 'event_invited', 'marketing', NULL),
  ('24', 'Attended Webinar', 'webinar_attended', 'prospect', NULL),
  ('25', 'Registered for Webinar', 'webinar_registered', 'prospect', NULL),
  ('26', 'Social Post Click', 'social_click', 'prospect', NULL),
  ('27', 'Video View', 'video_view', 'prospect', NULL),
  ('28', 'Event Registered', 'event_registered', 'prospect', NULL),
  ('29', 'Event Checked In', 'event_attended', 'prospect', NULL),
  ('30', 'Video Conversion', 'video_conversion', 'prospect', NULL),
  ('31', 'UserVoice Suggestion', 'uservoice', 'prospect', NULL),
  ('32', 'UserVoice Comment', 'uservoice', 'prospect', NULL),
  ('33', 'UserVoice Ticket', 'uservoice', 'prospect', NULL),
  ('34', 'Video Watched (>= 75% watched)', 'video_watched', 'prospect', NULL),
  ('35', 'Indirect Unsubscribe Open', 'unsubscribe', 'prospect', NULL),
  ('36', 'Indirect Bounce', 'email_bounced', 'marketing', NULL),
  ('37', 'Indirect Resubscribed', 'resubscribe', 'prospect', NULL),
  ('38', 'Opportunity Unlinked', NULL, NULL, 'the record keeps who took part, not until when');

-- One row per visitor activity, with its type (exports of the app name it in words) and the prospect that its visitor turned out to be.
CREATE TABLE pardot_typed_activities AS
WITH known AS (
  SELECT id, any_value(prospect_id) AS prospect_id FROM objects.pardot_visitors WHERE prospect_id IS NOT NULL GROUP BY id
)
SELECT
  a.*,
  coalesce(a.prospect_id, known.prospect_id) AS lead_id,
  coalesce(t.name, n.name, a.type_name, 'Type ' || a.type) AS type_called,
  coalesce(t.kind, n.kind) AS kind,
  coalesce(t.side, n.side) AS side,
  coalesce(
    t.place, n.place, CASE WHEN coalesce(a.prospect_id, known.prospect_id) IS NULL AND a.visitor_id IS NOT NULL THEN 'of a visitor whom nobody knows' END
  ) AS place,
  coalesce(a.type_name ILIKE 'email%', false) OR coalesce(a.list_email_id, a.email_template_id, a.email_id) IS NOT NULL AS of_email
FROM objects.pardot_visitor_activities AS a
LEFT JOIN known ON known.id = a.visitor_id
LEFT JOIN pardot_activity_types AS t ON t.type = a.type
LEFT JOIN pardot_activity_types AS n ON t.type IS NULL AND lower(n.name) = lower(coalesce(a.type, a.type_name));

-- One row per page view, with the prospect that its visitor turned out to be.
CREATE TABLE pardot_seen_pages AS
SELECT v.*, coalesce(v.prospect_id, known.prospect_id) AS lead_id
FROM objects.pardot_page_views AS v
LEFT JOIN (
  SELECT id, any_value(prospect_id) AS prospect_id FROM objects.pardot_visitors WHERE prospect_id IS NOT NULL GROUP BY id
) AS known ON known.id = v.visitor_id;
