"""Addresses of Leads."""

from django.urls import path

from handfast.web.leads import views

app_name = "leads"
urlpatterns = [
    path("", views.page, name="page"),
    path("<path:lead_id>/", views.lead, name="lead"),
]
