"""The one-question page. It knows no other app: what it says comes from the form and its URLs."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic import FormView

from govuk.forms import QuestionForm


class QuestionView(FormView):
    """Ask one question and go on.

    A subclass sets `form_class`, `back_url`, `later_url` (where "Save and come back later"
    leads) and `autosave_url` as attributes or overrides the `get_…` methods, and writes
    `answer(form)`, which calls one operation and returns the address to go to. `insets` are
    sentences shown above the question on every page of a form.
    """

    template_name = "govuk/question.html"
    back_url: str = ""
    later_url: str = ""
    autosave_url: str = ""
    insets: tuple[str, ...] = ()

    def answer(self, form: Any) -> str:
        """Write the answer with one operation and return the next page's address."""
        raise NotImplementedError

    def keep_unfinished(self, form: Any) -> None:
        """Keep what was typed although it is not a valid answer yet."""
        raise NotImplementedError

    def get_back_url(self) -> str:
        """Return the address of the back link, or nothing for no link."""
        return self.back_url

    def get_later_url(self) -> str:
        """Return the address after "Save and come back later", or nothing for no button."""
        return self.later_url

    def get_autosave_url(self) -> str:
        """Return the address that drafts are posted to while typing, or nothing."""
        return self.autosave_url

    def get_insets(self) -> tuple[str, ...]:
        """Return the sentences shown above the question."""
        return self.insets

    def get_caption(self, form: Any) -> str:
        """Return the task's name above the question."""
        return str(getattr(form, "caption", ""))

    def post(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        """Save and go on; "Save and come back later" keeps even an unfinished answer."""
        form = self.get_form()
        later = "later" in request.POST and bool(self.get_later_url())
        if form.is_valid():
            return self.form_valid(form)
        if later:
            self.keep_unfinished(form)
            return HttpResponseRedirect(self.get_later_url())
        return self.form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        """Write the answer; an operation's named error added to the form shows the page again."""
        address = self.answer(form)
        if form.errors:
            return self.form_invalid(form)
        if "later" in self.request.POST and self.get_later_url():
            address = self.get_later_url()
        return HttpResponseRedirect(address)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again with the summary; 422 says that nothing was saved."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what `govuk/question.html` shows."""
        context = super().get_context_data(**context)
        form = context["form"]
        return context | {
            "caption": self.get_caption(form),
            "page_title": getattr(form, "page_title", "") if isinstance(form, QuestionForm) else "",
            "back_url": self.get_back_url(),
            "later_url": self.get_later_url(),
            "autosave_url": self.get_autosave_url(),
            "insets": self.get_insets(),
        }
