"""Addresses of the public notices, below /postings/."""

from django.urls import path

from portal.publicity import objecting, views

app_name = "publicity"
urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/object/", objecting.object_to, name="object"),
    path("received/", objecting.received, name="received"),
]
