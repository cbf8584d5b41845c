"""Addresses of rows."""

from django.urls import path

from handfast.web.tables import views

app_name = "tables"
urlpatterns = [path("<str:rows>/", views.rows, name="rows")]
