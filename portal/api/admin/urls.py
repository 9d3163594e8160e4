"""Addresses below the staff area's own."""

from django.urls import path

from portal.api.admin import views

app_name = "agency_systems"

_ONE = "agency-systems/<uuid:pk>/"

urlpatterns = [
    path("agency-systems/", views.ListView.as_view(), name="list"),
    path("agency-systems/connect/", views.ConnectView.as_view(), name="connect"),
    path(_ONE, views.SystemView.as_view(), name="system"),
    path(f"{_ONE}settings/", views.EditView.as_view(), name="edit"),
    path(f"{_ONE}keys/", views.IssueKeyView.as_view(), name="issue_key"),
    path(f"{_ONE}keys/<uuid:key>/revoke/", views.RevokeKeyView.as_view(), name="revoke_key"),
    path(f"{_ONE}secret/", views.RotateView.as_view(), name="rotate"),
    path(f"{_ONE}secret/finish/", views.FinishRotationView.as_view(), name="finish_rotation"),
    path(f"{_ONE}state/", views.StateView.as_view(), name="state"),
    path(f"{_ONE}news/<uuid:delivery>/resend/", views.ResendView.as_view(), name="resend"),
]
