"""Addresses of Promises."""

from django.urls import path

from handfast.web.promises import views

app_name = "promises"
urlpatterns = [path("", views.page, name="page")]
