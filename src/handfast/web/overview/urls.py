"""Addresses of Overview."""

from django.urls import path

from handfast.web.overview import views

app_name = "overview"
urlpatterns = [path("", views.page, name="page")]
