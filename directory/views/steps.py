"""A change in two steps: what was typed is shown with what it would do, then confirmed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from accounts.access import HatRequest, HatRequired
from accounts.errors import AlreadyDone, NotAllowed, OperationError, StaleRecord
from accounts.rules import Permission
from directory.errors import ChangedMeanwhile
from govuk.views import QuestionView
from govuk.words import london, time_words, when


def done(request: HttpRequest, words: str) -> None:
    """Confirm what was done, in the past tense with its time."""
    messages.success(request, f"{words} {time_words(london(timezone.now()).time())}.")


class Asks(HatRequired, QuestionView):
    """A question page of an administrator; an operation's refusal is said on the page."""

    permissions = (Permission.ADMINISTER,)
    request: HatRequest

    def write(self, form: Any) -> None:
        """Run the one operation."""
        raise NotImplementedError

    def answer(self, form: Any) -> str:
        """Write and go back; a second press of the button finds the first one's result."""
        try:
            self.write(form)
        except AlreadyDone:
            return self.get_back_url()
        except NotAllowed as refused:
            raise Http404 from refused
        except ChangedMeanwhile as changed:
            form.add_error(None, changed_words(changed))
            # The next press answers knowingly: it saves over what is there now.
            form.data = form.data.copy()
            form.data["version"] = changed.version
            return ""
        except StaleRecord:
            # The page that asks knows how to show both texts.
            raise
        except OperationError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            return ""
        return self.get_back_url()


class AsksThenConfirms(Asks):
    """Shows what a change would move before it is made.

    A subclass sets `preview_template` and returns its context from `preview(form)`. The preview
    carries what was typed in hidden fields; "Change it" brings the form back with all of it.
    """

    preview_template = ""

    def preview(self, form: Any) -> dict[str, Any]:
        """Return what the preview page shows."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Show the preview, the form again, or write, by the button pressed."""
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "confirm" in self.request.POST:
            return super().form_valid(form)
        return self.response_class(
            request=self.request,
            template=[self.preview_template],
            context={
                "kept": kept_fields(form.data),
                "back_url": self.get_back_url(),
                **self.preview(form),
            },
            using=self.template_engine,
        )


def kept_fields(data: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed as pairs for hidden fields, without the machinery of the post."""
    machinery = {"csrfmiddlewaretoken", "confirm", "change"}
    return [
        (name, str(value))
        for name, values in data.lists()
        if name not in machinery
        for value in values
    ]


def changed_words(changed: ChangedMeanwhile) -> str:
    """Say who changed the same thing meanwhile, and that nothing typed is lost."""
    who = changed.by_name or "Someone else"
    at = f" at {when(changed.at, timezone.now())}" if changed.at else ""
    return (
        f"Check what you typed: {who} changed this{at} while you were writing. "
        "Save again to keep yours"
    )
