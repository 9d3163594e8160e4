"""Addresses of the public form. None holds personal data: a draft is found by its cookie, a status page by its
session.
"""

from django.urls import path, re_path

from forms.steps import STEP_NAMES, STEPS
from forms.views import decided, drafts, letters, members, receipt, referrals, screening, tracking
from forms.views.base import private_view
from forms.views.wizard import DONE, URL_NAME, ApplyWizard

app_name = "forms"

wizard = ApplyWizard.as_view(form_list=STEPS, url_name=URL_NAME, done_step_name=DONE)

urlpatterns = [
    path("check/", screening.screening, name="screening"),
    path("check/apply/", screening.hand_over, name="screening-apply"),
    path("apply/", drafts.apply, name="apply"),
    path("apply/resume/", drafts.resume, name="resume"),
    path("apply/resume/code/", drafts.send_code, name="resume-code"),
    path("apply/locked/", drafts.locked, name="locked"),
    path("apply/clear/", drafts.clear, name="clear"),
    path("apply/cleared/", drafts.cleared, name="cleared"),
    path("apply/receipt/", receipt.receipt, name="receipt"),
    path("apply/household/add/", private_view(members.MemberView.as_view()), name="member-add"),
    path("apply/household/<int:key>/", private_view(members.MemberView.as_view()), name="member"),
    path("apply/household/<int:key>/remove/", private_view(members.remove_member), name="member-remove"),
    re_path(rf"^apply/(?P<step>{'|'.join(STEP_NAMES)})/$", wizard, name="step"),
    path("track/", tracking.track, name="track"),
    path("track/code/", tracking.code, name="track-code"),
    path("track/status/", tracking.status, name="track-status"),
    path("track/status/<uuid:claim>/", decided.reasons, name="track-reasons"),
    path("track/suggestion/<uuid:referral>/yes/", referrals.accept, name="referral-accept"),
    path("track/suggestion/<uuid:referral>/no/", referrals.decline, name="referral-decline"),
    path("track/sign-out/", tracking.sign_out, name="track-sign-out"),
    path("track/letter/<uuid:letter>/", letters.letter, name="letter"),
    path("track/report/<uuid:report>/", letters.report, name="report"),
]
