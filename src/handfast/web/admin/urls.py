"""Addresses of Admin."""

from django.urls import path

from handfast.web.admin import views

app_name = "admin"
urlpatterns = [
    path("", views.page, name="page"),
    path("invite/", views.invited, name="invite"),
    path("people/<int:user_id>/", views.person, name="person"),
    path("people/<int:user_id>/active/", views.activity, name="active"),
    path("people/<int:user_id>/link/", views.link, name="link"),
    path("welcome/<str:uid>/<str:token>/", views.welcome, name="welcome"),
    path("log/", views.audit_log, name="log"),
    path("evaluate/", views.evaluation_asked, name="evaluate"),
]
