"""Words around the questions of each step: heading, and the side note that says why we ask and who will see it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from forms.definitions import scheme_choices
from forms.state import DraftState
from portal.common.locality import get_locality

# So many schemes are named beside the questions; the others are counted.
MOST_NAMED = 3


@dataclass(frozen=True)
class StepPage:
    """What stands around the questions of a step."""

    title: str
    lead: str = ""
    note_title: str = ""
    note: tuple[str, ...] = ()


def step_page(step: str, state: DraftState) -> StepPage:
    """Heading and side note of a step."""
    return _PAGES[step](state)


def _names(state: DraftState) -> str:
    """The schemes chosen, the first few by name."""
    names = [scheme.name for scheme in state.definition.schemes]
    if len(names) <= MOST_NAMED + 1:
        return _(", ").join(names)
    return _("%(schemes)s and %(count)d more") % {
        "schemes": _(", ").join(names[:MOST_NAMED]),
        "count": len(names) - MOST_NAMED,
    }


def _schemes(state: DraftState) -> StepPage:
    return StepPage(
        _("What do you need help with?"),
        (
            ""
            if scheme_choices(state.language)
            else _(
                "At the moment nothing can be applied for here. Please call %(hotline)s or go to your town window;"
                " they take your application."
            )
            % {"hotline": get_locality().hotline}
        ),
        note_title=_("Everything with one form"),
        note=(
            _(
                "You fill in the form once. Each office works on its part and answers you; you do not have to go from"
                " door to door."
            ),
            _("It takes about 15 minutes. You can stop at any time and go on later."),
        ),
    )


def _applicant(state: DraftState) -> StepPage:
    return StepPage(
        _("About you"),
        note_title=_("Why we ask"),
        note=(
            _("So that the clerk can find you and call you. ID number and phone are stored encrypted."),
            _(
                "Only the offices that work on your application see them: your village helper, the town window and"
                " the deciding office."
            ),
        ),
    )


def _household(state: DraftState) -> StepPage:
    return StepPage(
        _("Who lives with you?"),
        _(
            "Everybody who lives in your home and shares its money: husband or wife, children, parents. You are"
            " already on the list."
        ),
        note_title=_("Why we ask"),
        note=(
            _(
                "Help is counted per head and depends on the income of the whole household. Each person is named"
                " once, for every scheme."
            ),
        ),
    )


def _means(state: DraftState) -> StepPage:
    return StepPage(
        _("Income and assets"),
        _(
            "An estimate will do. Where you do not know, tick “I am not sure”: that is never taken as 0 and never as"
            " a false statement."
        ),
        note_title=_("Asked only once"),
        note=(
            _("These answers serve all of: %(schemes)s.") % {"schemes": _names(state)},
            _(
                "Bank deposits, vehicles and social insurance are checked between the offices; you do not need to"
                " bring certificates."
            ),
        ),
    )


def _more(state: DraftState) -> StepPage:
    return StepPage(
        _("A few more questions"),
        note_title=_("Asked only once"),
        note=(
            _("Only what %(schemes)s still need to decide. Whatever you have answered before is not asked again.")
            % {"schemes": _names(state)},
            _("Answers about health and disability are seen only by the office that decides on them."),
        ),
    )


def _documents(state: DraftState) -> StepPage:
    return StepPage(
        _("Your papers"),
        _("A photo taken with the phone is enough, as long as the writing can be read."),
        note_title=_("No other certificates"),
        note=(
            _(
                "What the offices can look up themselves you do not have to prove: property, vehicles, social"
                " insurance, school attendance."
            ),
            _("Files are stored encrypted. Only those who work on your application can open them."),
        ),
    )


def _authorisation(state: DraftState) -> StepPage:
    return StepPage(
        _("Your agreement"),
        _("Please read each part and tick it. If somebody is not with you, call them first and ask."),
        note_title=_("You may take it back"),
        note=(
            _(
                "You can take your agreement back at the window at any time. What was not checked by then is not"
                " checked any more."
            ),
        ),
    )


def _check(state: DraftState) -> StepPage:
    return StepPage(
        _("Check your answers"),
        _(
            "Nothing has been sent yet. If something is wrong, choose “Change” beside it; then you come back to this"
            " page."
        ),
        note_title=_("What happens next"),
        note=(
            _(
                "You get a receipt number at once. The town window checks your situation, the offices decide, and we"
                " write to you by text message."
            ),
        ),
    )


_PAGES = {
    "schemes": _schemes,
    "applicant": _applicant,
    "household": _household,
    "means": _means,
    "more": _more,
    "documents": _documents,
    "authorisation": _authorisation,
    "check": _check,
}


def notice_text(key: str) -> str:
    """The words of a message that is shown once; unknown keys say nothing."""
    return {
        "form-changed": _(
            "The form has changed since you began. Everything you answered is still here; please check the page below"
            " and go on."
        ),
        "schemes-gone": _(
            "One of the kinds of help you chose is not offered any more and was taken out. Call the window if you"
            " have questions."
        ),
        "gap": _("Something is still missing on this page. Please fill it in, then you can go on."),
        "skipped": _("We brought you to the first page that is not finished. The pages after it follow one by one."),
        "resumed": _("Welcome back. Everything you had filled in is still here."),
        "full": _(
            "So many forms were begun today that all numbers are given out. Please call the window, or try again"
            " tomorrow."
        ),
        "crowd": _(
            "Very many forms were begun from your network in the last hour. Please try again in an hour, or call the"
            " window; there you can apply as well."
        ),
        "member-removed": _("The person was taken off the list."),
        "busy": _(
            "This form was being saved in another window at the same moment. Please check the page and save it again."
        ),
        "document-removed": _("The file was taken away."),
        "document-added": _("The file was added. You may add more, or go on."),
    }.get(key, "")
