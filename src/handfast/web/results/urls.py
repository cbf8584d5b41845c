"""Addresses of Results."""

from django.urls import path

from handfast.web.results import views

app_name = "results"
urlpatterns = [path("", views.page, name="page")]
