"""Addresses of the figures, below the admin's own."""

from django.urls import path

from portal.policy.views import change, editing, figures

app_name = "policy"

_CHANGE = "changes/<uuid:pk>/"

urlpatterns = [
    path("", figures.FiguresView.as_view(), name="figures"),
    path("of/<str:key>/", figures.HistoryView.as_view(), name="history"),
    path("propose/", editing.NewView.as_view(), name="new"),
    path(_CHANGE, change.ChangeView.as_view(), name="change"),
    path(f"{_CHANGE}edit/", editing.EditView.as_view(), name="edit"),
    path(f"{_CHANGE}preview/", change.PreviewView.as_view(), name="preview"),
    path(f"{_CHANGE}submit/", change.SubmitView.as_view(), name="submit"),
    path(f"{_CHANGE}withdraw/", change.WithdrawView.as_view(), name="withdraw"),
    path(f"{_CHANGE}approve/", change.ApproveView.as_view(), name="approve"),
    path(f"{_CHANGE}reject/", change.RejectView.as_view(), name="reject"),
    path(f"{_CHANGE}claims/", change.ClaimsView.as_view(), name="claims"),
]
