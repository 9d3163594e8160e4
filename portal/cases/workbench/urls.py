"""Addresses of the workbench, below the admin's own."""

from django.urls import path

from portal.cases.workbench.views import (
    application,
    decision,
    files,
    handling,
    objection,
    proposal,
    queue,
    referral,
    remote,
    verification,
    withdrawal,
)

app_name = "workbench"

_CASE = "cases/<uuid:pk>/"
_CLAIM = f"{_CASE}claims/<uuid:claim>/"

urlpatterns = [
    path("cases/", queue.QueueView.as_view(), name="queue"),
    path(_CASE, application.ApplicationView.as_view(), name="application"),
    path(f"{_CASE}start/", verification.StartView.as_view(), name="start"),
    path(f"{_CASE}verification/", verification.VerificationView.as_view(), name="verification"),
    path(f"{_CASE}report/", verification.IssueReportView.as_view(), name="issue_report"),
    path(f"{_CLAIM}propose/", proposal.ProposeView.as_view(), name="propose"),
    path(f"{_CLAIM}by-hand/", proposal.ByHandView.as_view(), name="by_hand"),
    path(f"{_CLAIM}decide/", decision.DecideView.as_view(), name="decide"),
    path(f"{_CLAIM}take-over/", remote.TakeOverView.as_view(), name="take_over"),
    path(f"{_CLAIM}received/", remote.ReceiveMoreView.as_view(), name="receive_more"),
    path(f"{_CLAIM}ask/", handling.AskMoreView.as_view(), name="ask_more"),
    path(f"{_CLAIM}transfer/", handling.TransferView.as_view(), name="transfer"),
    path(f"{_CLAIM}withdraw/", withdrawal.WithdrawView.as_view(), name="withdraw"),
    path(f"{_CLAIM}objections/record/", objection.RecordView.as_view(), name="record_objection"),
    path(f"{_CLAIM}objections/next/", objection.InquiryView.as_view(), name="inquiry"),
    path(f"{_CLAIM}objections/<uuid:objection>/", objection.ObjectionView.as_view(), name="objection"),
    path(f"{_CASE}suggest/", referral.ReferView.as_view(), name="refer"),
    path(f"{_CASE}suggestions/<uuid:referral>/yes/", referral.AnswerView.as_view(), name="accept_referral"),
    path(
        f"{_CASE}suggestions/<uuid:referral>/no/",
        referral.AnswerView.as_view(accept=False),
        name="decline_referral",
    ),
    path(f"{_CASE}documents/<uuid:item>/", files.DocumentView.as_view(), name="document"),
    path(f"{_CASE}letters/<uuid:item>/", files.LetterView.as_view(), name="letter"),
    path(f"{_CASE}reports/<uuid:item>/", files.ReportView.as_view(), name="report"),
]
