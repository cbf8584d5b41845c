"""Addresses of jobs."""

from django.urls import path

from handfast.web.worker import views

app_name = "worker"
urlpatterns = [path("<int:job>/", views.job, name="job")]
