"""Addresses of Agreement."""

from django.urls import path

from handfast.web.agreement import editing, views

app_name = "agreement"
urlpatterns = [
    path("", views.page, name="page"),
    path("begin/", editing.begun, name="begin"),
    path("version/<int:version_id>/", views.version, name="version"),
    path("version/<int:version_id>/compare/<int:other_id>/", views.compare, name="compare"),
    path("version/<int:version_id>/edit/", editing.edit, name="edit"),
    path("version/<int:version_id>/check/", editing.check, name="check"),
    path("version/<int:version_id>/propose/", editing.proposed, name="propose"),
    path("version/<int:version_id>/withdraw/", editing.withdrawn, name="withdraw"),
    path("version/<int:version_id>/replay/", editing.replayed, name="replay"),
    path("version/<int:version_id>/sign/", editing.signed, name="sign"),
    path("version/<int:version_id>/take-back/", editing.signature_taken_back, name="take-back"),
    path("replay/<int:replay_id>/", views.replay, name="shown-replay"),
]
