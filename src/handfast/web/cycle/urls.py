"""Addresses of Cycle."""

from django.urls import path

from handfast.web.cycle import views

app_name = "cycle"
urlpatterns = [path("", views.page, name="page")]
