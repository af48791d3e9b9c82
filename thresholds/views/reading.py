"""Pages of an edition: its matrix, levels, domains, signs, circumstances, glossary and history."""

from collections.abc import Iterable
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from directory.presenters import reaching
from govuk.words import date_words
from thresholds.models import Edition, GlossaryTerm, Indicator
from thresholds.presenters import (
    indicator_last_printed,
    matrix,
    neighbours,
    passage_source,
    published_editions,
    source_words,
    standing,
)
from thresholds.views.scope import edition_seen_by, published_edition


@public
@require_safe
def whole_matrix(request: HttpRequest) -> HttpResponse:
    """Show the edition in force as a matrix: its domains down, its levels across."""
    edition = edition_seen_by(request)
    return _matrix_page(request, edition, "")


@public
@require_safe
def older_matrix(request: HttpRequest, number: int) -> HttpResponse:
    """Show another published edition as a matrix, and say where it stands."""
    in_force = edition_seen_by(request)
    edition = published_edition(in_force, number)
    if edition.pk == in_force.pk:
        return redirect("thresholds:matrix")
    stands = standing(edition, in_force, published_editions(edition))
    return _matrix_page(request, edition, stands)


@public
@require_safe
def level(request: HttpRequest, number: int) -> HttpResponse:
    """Show one level: its words, how to get help, and its signs by domain as printed."""
    edition = edition_seen_by(request)
    shown = get_object_or_404(edition.levels, number=number)
    signs = shown.indicators.select_related("domain").order_by("order")
    return render(
        request,
        "thresholds/level.html",
        {
            "page_title": f"Level {shown.number} {shown.name}",
            "level": shown,
            "route": shown.routes.first(),
            "groups": [
                (domain, list(rows)) for domain, rows in groupby(signs, lambda row: row.domain)
            ],
            "levels": edition.levels.all(),
        },
    )


@public
@require_safe
def domain(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one domain: its signs at each level, side by side."""
    edition = edition_seen_by(request)
    shown = get_object_or_404(edition.domains, slug=slug)
    signs = list(shown.indicators.select_related("level").order_by("order"))
    return render(
        request,
        "thresholds/domain.html",
        {
            "page_title": shown.name,
            "domain": shown,
            "columns": [
                (level, [sign for sign in signs if sign.level_id == level.pk])
                for level in edition.levels.all()
            ],
            "domains": edition.domains.all(),
        },
    )


@public
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show one sign: its wording, level and domain, what to do, and what is above and below.

    A sign that is in the edition in force no more is shown as the last edition printed it.
    """
    edition = edition_seen_by(request)
    shown = _sign(edition, code)
    if shown is not None:
        return _sign_page(request, shown, edition, "")
    last = indicator_last_printed(edition, code)
    if last is None:
        raise Http404
    return _sign_page(request, last, edition, "It is not in the edition in force.")


@public
@require_safe
def older_indicator(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Show a sign as another published edition prints it."""
    in_force = edition_seen_by(request)
    edition = published_edition(in_force, number)
    if edition.pk == in_force.pk:
        return redirect("thresholds:indicator", code)
    shown = _sign(edition, code)
    if shown is None:
        raise Http404
    now = _sign(in_force, code)
    if now is None:
        since = "It is not in the edition in force."
    elif (now.text, now.level.number) == (shown.text, shown.level.number):
        since = "The edition in force prints it with the same words at the same level."
    else:
        since = f"The edition in force prints it at Level {now.level.number}: “{now.text}”"
    return _sign_page(request, shown, in_force, since)


@public
@require_safe
def circumstance(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one special circumstance, its duty first, then what the document says of it.

    Some children the document speaks of have a page although no referral asks about them.
    """
    edition = edition_seen_by(request)
    key = slug.replace("-", "_")
    circumstances, passages = list(edition.circumstances.all()), list(edition.passages.all())
    shown = next((row for row in circumstances if row.key == key), None)
    about = [
        passage
        for passage in passages
        if key in passage.circumstances or (passage.slug == slug and not passage.circumstances)
    ]
    if shown is None and not about:
        raise Http404
    return render(
        request,
        "thresholds/circumstance.html",
        {
            "page_title": shown.name if shown else about[0].title,
            "circumstance": shown,
            "passage": about[0] if about else None,
            "source": passage_source(about[0].source) if about else "",
            # Without levels nothing is "always Level 4 here".
            "always": shown.always_words() if shown and edition.has_levels else "",
            "others": [row for row in circumstances if row.key != key],
            "principles": [row for row in passages if row.is_principle and row.slug != slug],
            "other_passages": [
                row
                for row in passages
                if not row.circumstances and not row.is_principle and row.slug != slug
            ],
            "ways": reaching(edition.framework.partnership, timezone.now()),
        },
    )


@public
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the terms of the document and what they mean there."""
    edition = edition_seen_by(request)
    terms = list(edition.glossary.all())
    if not terms:
        raise Http404
    return render(
        request,
        "thresholds/glossary.html",
        {
            "place": edition.framework.partnership.place,
            "edition": edition,
            "letters": _by_letter(terms),
        },
    )


@public
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Show the edition in force, the law it was written under, and the other editions."""
    edition = edition_seen_by(request)
    published = published_editions(edition)
    return render(
        request,
        "thresholds/history.html",
        {
            "edition": edition,
            "since": date_words(edition.in_force_from),
            "law": edition.law.splitlines(),
            "others": [
                (one, standing(one, edition, published))
                for one in published
                if one.pk != edition.pk
            ],
        },
    )


def _matrix_page(request: HttpRequest, edition: Edition, stands: str) -> HttpResponse:
    return render(
        request,
        "thresholds/matrix.html",
        {
            "place": edition.framework.partnership.place,
            "edition": edition,
            "since": date_words(edition.in_force_from),
            "stands": stands,
            "levels": edition.levels.all(),
            "sections": matrix(edition),
            "law": edition.law.splitlines(),
        },
    )


def _sign(edition: Edition, code: str) -> Indicator | None:
    return (
        edition.indicators.select_related("edition__framework__partnership", "level", "domain")
        .filter(code__iexact=code)
        .first()
    )


def _sign_page(
    request: HttpRequest, shown: Indicator, in_force: Edition, since: str
) -> HttpResponse:
    """Show a sign; `since` says what became of it, where it is not the edition in force's."""
    below, above = neighbours(shown)
    edition = shown.edition
    stands = standing(edition, in_force, published_editions(in_force)) if since else ""
    return render(
        request,
        "thresholds/indicator.html",
        {
            "page_title": f"Level {shown.level.number} sign of {shown.domain.name}",
            "indicator": shown,
            "edition": edition,
            "stands": stands,
            "since": since,
            "route": shown.level.routes.first(),
            "below": below,
            "above": above,
            "source": source_words(shown.source),
            "ways": reaching(edition.framework.partnership, timezone.now()),
        },
    )


def _by_letter(terms: Iterable[GlossaryTerm]) -> list[tuple[str, list[tuple[GlossaryTerm, str]]]]:
    return [
        (letter, [(term, source_words(term.source)) for term in under])
        for letter, under in groupby(terms, lambda term: term.term[0].upper())
    ]
