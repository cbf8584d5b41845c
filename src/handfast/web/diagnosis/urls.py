"""Addresses of Diagnosis."""

from django.urls import path

from handfast.web.diagnosis import views

app_name = "diagnosis"
urlpatterns = [path("", views.page, name="page")]
