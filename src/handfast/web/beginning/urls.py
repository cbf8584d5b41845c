"""Addresses of the first run."""

from django.urls import path

from handfast.web.beginning import views

app_name = "beginning"
urlpatterns = [
    path("", views.first_admin, name="first"),
    path("data/", views.data, name="data"),
]
