"""Addresses about a snapshot as a whole."""

from django.urls import path

from handfast.web.snapshots import views

app_name = "snapshots"
urlpatterns = [path("<snapshot:snapshot>/", views.about, name="about")]
