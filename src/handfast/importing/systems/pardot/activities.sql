-- One row per visitor activity that is no telling of an opportunity. List e-mails go out by themselves; who sent any other, Pardot doesn't export.
SELECT
  id AS activity_id,
  lead_id,
  created_at AS occurred_at,
  CASE
    WHEN kind = 'link_click' AND of_email THEN 'email_click'
    WHEN kind = 'page_view' AND file_id IS NOT NULL THEN 'content_download'
    WHEN kind = 'page_view' AND of_email THEN 'email_open'
    ELSE coalesce(kind, regexp_replace(lower(type_called), '[^a-z0-9]+', '_', 'g'))
  END AS kind,
  CASE WHEN kind = 'email_sent' AND coalesce(list_email_id, email_template_id) IS NULL THEN NULL ELSE side END AS side,
  CASE
    WHEN kind = 'email_sent' AND list_email_id IS NOT NULL THEN true
    WHEN kind = 'email_bounced' THEN true
    WHEN side = 'prospect' THEN false
  END AS automated,
  CASE WHEN kind = 'email_sent' THEN 'outbound' END AS direction,
  campaign_id,
  opportunity_id,
  nullif(
    CAST(
      json_merge_patch(
        coalesce(to_json(extras), CAST('{}' AS JSON)),
        to_json({
          'activity': type_called,
          'about': type_name,
          'details': details,
          'form': CASE WHEN kind = 'form_submit' THEN details END,
          'email_id': coalesce(list_email_id, email_template_id, email_id),
          'form_id': coalesce(form_id, form_handler_id),
          'landing_page_id': landing_page_id,
          'file_id': file_id,
          'custom_redirect_id': custom_redirect_id,
          'paid_search_ad_id': paid_search_ad_id,
          'visitor_id': visitor_id
        })
      ) AS VARCHAR
    ),
    '{}'
  ) AS properties,
  __file,
  __line
FROM pardot_typed_activities
WHERE place IS NULL AND NOT coalesce(deleted, false)
