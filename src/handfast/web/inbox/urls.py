"""Addresses of Inbox."""

from django.urls import path

from handfast.web.inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.page, name="page"),
    path("card/<path:handoff_id>/", views.card, name="card"),
    path("decide/<path:handoff_id>/", views.decided, name="decide"),
    path("touch/<path:handoff_id>/", views.touched, name="touch"),
    path("take-back/<int:fact_id>/", views.taken_back, name="take-back"),
]
