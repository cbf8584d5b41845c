-- One row per row that is understood and has no place in the record.
SELECT 'contact' AS what, 'an anonymous visitor' AS reason, __file, __line FROM objects.mautic_contacts
WHERE id IN (SELECT lead_id FROM mautic_anonymous)
UNION ALL
SELECT 'page hit', 'of an anonymous visitor', __file, __line FROM objects.mautic_page_hits
WHERE lead_id IS NULL OR lead_id IN (SELECT lead_id FROM mautic_anonymous)
UNION ALL
SELECT 'e-mail sent', 'to an anonymous visitor', __file, __line FROM objects.mautic_email_stats
WHERE lead_id IN (SELECT lead_id FROM mautic_anonymous)
UNION ALL
SELECT 'form submission', 'of an anonymous visitor', __file, __line FROM objects.mautic_form_submissions
WHERE lead_id IS NULL OR lead_id IN (SELECT lead_id FROM mautic_anonymous)
UNION ALL
SELECT 'download', 'of an anonymous visitor', __file, __line FROM objects.mautic_asset_downloads
WHERE lead_id IS NULL OR lead_id IN (SELECT lead_id FROM mautic_anonymous)
UNION ALL
SELECT 'do not contact', 'for a reason that Handfast does not know', __file, __line FROM objects.mautic_do_not_contact
WHERE coalesce(lower(reason), '') NOT IN ('1', '2', '3', 'unsubscribed', 'bounced', 'manual')
UNION ALL
SELECT 'contact of a campaign', 'taken out by hand, it is not said when', __file, __line FROM objects.mautic_campaign_contacts
WHERE manually_removed AND date_exited IS NULL
UNION ALL
SELECT 'contact of a segment', 'taken out by hand, it is not said when', __file, __line FROM objects.mautic_segment_contacts WHERE manually_removed
UNION ALL
SELECT 'contact of a company', 'the lead names its company', __file, __line FROM objects.mautic_company_contacts
UNION ALL
SELECT 'UTM tags', 'the lead''s first is its source', __file, __line FROM objects.mautic_utm_tags
UNION ALL
SELECT 'link', 'names where clicks led', __file, __line FROM objects.mautic_page_redirects
UNION ALL
SELECT 'e-mail', 'a message, not content that sales could share; activities name it', __file, __line FROM objects.mautic_emails
UNION ALL
SELECT 'form', 'activities name it', __file, __line FROM objects.mautic_forms
UNION ALL
SELECT 'stage', 'names the stages', __file, __line FROM objects.mautic_stages
UNION ALL
SELECT 'step of a campaign', 'its doings are the campaign''s', __file, __line FROM objects.mautic_campaign_events
