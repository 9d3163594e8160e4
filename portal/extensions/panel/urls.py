"""Addresses of the control panel, below the admin's own."""

from django.urls import path

from portal.extensions.panel import views

app_name = "plugins"

urlpatterns = [
    path("", views.PluginListView.as_view(), name="list"),
    path("<str:name>/", views.PluginView.as_view(), name="detail"),
    path("<str:name>/office/", views.OfficeView.as_view(), name="office"),
    path("<str:name>/<slug:verb>/", views.ActView.as_view(), name="act"),
]
