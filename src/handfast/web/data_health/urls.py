"""Addresses of Data health."""

from django.urls import path

from handfast.web.data_health import views

app_name = "data-health"
urlpatterns = [path("", views.page, name="page")]
