"""Template tags of our own components (`templates/components/`).

They show what they are given: whether a clock is late, or a rating confirmed, is worked out by
the app that knows; `govuk.words` says it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from govuk import macros
from govuk.shapes import shape as shape_svg
from govuk.words import lower_first

register = template.Library()

Item = Mapping[str, Any]

BRAG = {
    "red": ("diamond", "Red"),
    "amber": ("triangle", "Amber"),
    "green": ("disc", "Green"),
    "blue": ("square", "Blue"),
}
CLOCKS = {
    "waiting": "ring",
    "running": "quarter",
    "soon": "half",
    "late": "exclamation",
    "held": "pause",
    "met": "tick",
    "met_late": "tick",
    "stopped": "dash",
}
TASK_TAGS = {
    "In progress": "es-status--progress",
    "Not yet started": "es-status--open",
    "Told in part": "es-status--progress",
    "Not told yet": "es-status--open",
}


@register.simple_tag
def shape(name: str) -> SafeString:
    """Render one of the kit's shapes; a word must stand beside it."""
    return shape_svg(name)


@register.simple_tag
def phone(number: str) -> SafeString:
    """Render a phone number that a phone can ring."""
    dialled = re.sub(r"[^\d+]", "", str(number).split("ext")[0])
    return format_html('<a class="es-phone" href="tel:{}">{}</a>', dialled, number)


# Numbers as the portal writes them: spaced groups, or the three figures of the emergency lines.
WRITTEN_NUMBER = re.compile(
    r"(?<!\d)(?<!\d )(?:0\d{2,4}(?: \d{3,4}){1,2}|0\d{4} \d{6}|999|101)(?![\d])"
)


@register.filter
def with_phones(sentence: str) -> SafeString:
    """Render a sentence whose phone numbers a phone can ring, unbroken on a narrow screen."""
    text = str(sentence)
    found = WRITTEN_NUMBER.split(text), WRITTEN_NUMBER.findall(text)
    numbers = [phone(number) for number in found[1]] + [SafeString("")]
    return format_html_join("", "{}{}", zip(found[0], numbers, strict=True))


@register.simple_tag
def person_name(name: str) -> SafeString:
    """Render a name so that no browser translates it."""
    return format_html('<span translate="no">{}</span>', name)


@register.simple_tag
def reference_tag(reference: str) -> SafeString:
    """Render a reference: tabular, never broken across lines, never translated."""
    return format_html('<span class="es-reference" translate="no">{}</span>', reference)


@register.simple_tag
def service_navigation(items: Iterable[Item]) -> SafeString:
    """Render the header's navigation from items of text, href and current."""
    return macros.render(
        "service-navigation",
        {
            "navigationId": "navigation",
            "navigation": [
                {
                    "text": item["text"],
                    "href": item["href"],
                    "current": item.get("current"),
                }
                for item in items
            ],
        },
    )


@register.simple_tag
def success_banner(message: Any, number: int = 1) -> SafeString:
    """Render a confirmation: past tense with a time ("Note added 2:10pm.").

    `number` tells several on one page apart.
    """
    return macros.render(
        "notification-banner",
        {"text": str(message), "type": "success", "titleId": f"confirmation-{number}"},
    )


@register.simple_tag
def demo_notice(words: str) -> SafeString:
    """Render what a demo must say on a page of its own ("Nobody here is real.")."""
    return macros.render(
        "notification-banner", {"text": words, "titleText": "Demo", "titleId": "demo-notice"}
    )


@register.simple_tag
def exit_this_page(neutral_url: str = "https://www.bbc.co.uk/weather") -> SafeString:
    """Render the button that leaves for a neutral page at once; Shift three times does the same.

    For the public pages about harm. Put it in the block `before_main`.
    """
    return macros.render("exit-this-page", {"redirectUrl": neutral_url})


@register.inclusion_tag("components/brag.html")
def brag(rating: str = "", provisional: bool = False) -> dict[str, Any]:
    """Render a rating: `red`, `amber`, `green`, `blue`, or nothing for "Not rated".

    A provisional one says "Amber, not confirmed".
    """
    code = str(rating or "").lower()
    drawn, word = BRAG.get(code, ("ring", "Not rated"))
    unsure = provisional and code in BRAG
    return {
        "code": code if code in BRAG else "none",
        "shape": drawn,
        "words": f"{word}, not confirmed" if unsure else word,
        "provisional": unsure,
    }


@register.inclusion_tag("components/clock.html")
def clock(state: str, words: str, of: str = "") -> dict[str, Any]:
    """Render a clock: its state (a key of `CLOCKS`), its words, and what it is a clock of."""
    return {
        "state": state.replace("_", "-"),
        "shape": CLOCKS[state],
        "words": words,
        "of": of,
    }


@register.inclusion_tag("components/level.html")
def level(number: int, name: str = "", source: str = "") -> dict[str, Any]:
    """Render a level of need: four bars, `number` of them filled, and "Level 3 Intensive".

    `source` says whose level it is ("MASH").
    """
    bars = [{"x": 0.5 + 5.5 * n, "filled": n < number} for n in range(4)]
    return {"number": number, "bars": bars, "name": name, "source": source}


@register.inclusion_tag("components/danger_bar.html")
def danger_bar(words: str = "") -> dict[str, Any]:
    """Render the bar of immediate danger, with a further sentence if there is one."""
    return {"words": words}


@register.inclusion_tag("components/identity_bar.html")
def identity_bar(identity: Item) -> dict[str, Any]:
    """Render who a page is about; sticky on a wide screen, one line that opens on a phone.

    `identity`: name, known_as, age ("7 months"), born ("14 April 2026"), reference, level
    ("Level 3 Intensive (MASH)"), warnings (list of words), people (list of text, href, current)
    for several children, with `line` ("3 children: Amira, Yusuf, unborn baby").
    """
    return {"identity": identity}


@register.inclusion_tag("components/timeline.html")
def timeline(
    entries: Iterable[Item], label: str = "Timeline", heading_level: int = 2
) -> dict[str, Any]:
    """Render what happened, in the order given.

    An entry: title, when (words), iso (for machines), by, text or html, late (the word).
    """
    return {"entries": entries, "label": label, "heading": f"h{heading_level}"}


@register.inclusion_tag("components/decision_panel.html")
def decision_panel(
    heading: str, rows: Iterable[Item] = (), text: str = "", tone: str = ""
) -> dict[str, Any]:
    """Render a decision: its words as heading, rows of key and value, then what happens next.

    `tone` is "" or "waiting" for what is not decided yet.
    """
    return {"heading": heading, "rows": rows, "text": text, "tone": tone}


@register.simple_tag
def summary_list(rows: Iterable[Item], title: str = "", actions: Iterable[Item] = ()) -> SafeString:
    """Render answers: rows of key, value, change_url, change_what; with `title` as a card.

    An empty value reads "Not answered". `change_what` completes "Change" for screen readers.
    `actions` of a card have text, href and what.
    """
    params: dict[str, Any] = {"rows": [_summary_row(row) for row in rows]}
    if title:
        params["card"] = {
            "title": {"text": title},
            "actions": {"items": [_action(item) for item in actions]},
        }
    return macros.render("summary-list", params)


def _action(item: Item) -> dict[str, Any]:
    return {
        "text": item["text"],
        "href": item["href"],
        "visuallyHiddenText": item.get("what", ""),
    }


def _summary_row(row: Item) -> dict[str, Any]:
    value = row.get("value")
    unanswered = value is None or value == "" or value == []
    if isinstance(value, list | tuple):
        value = "\n".join(str(item) for item in value)
    if unanswered:
        html = format_html('<span class="es-soft">{}</span>', "Not answered")
    else:
        html = format_html('<div class="es-keep-lines">{}</div>', value)
    link = row.get("change_url")
    action = {
        "text": row.get("change_text", "Change"),
        "href": link,
        "visuallyHiddenText": row.get("change_what") or lower_first(str(row["key"])),
    }
    return {
        "key": {"text": row["key"]},
        "value": {"html": html},
        "actions": {"items": [action]} if link else None,
    }


@register.simple_tag
def task_list(rows: Iterable[Item], id_prefix: str = "task") -> SafeString:
    """Render tasks: rows of title, href, status ("In progress"), need and hint.

    A task without an address cannot start yet.
    """
    return macros.render(
        "task-list", {"idPrefix": id_prefix, "items": [_task(row) for row in rows]}
    )


def _task(row: Item) -> dict[str, Any]:
    status, href = row["status"], row.get("href")
    need = row.get("need")
    parts = [str(part) for part in (need, row.get("hint")) if part]
    tag_classes = TASK_TAGS.get(status)
    shown: dict[str, Any] = {"text": status}
    if tag_classes:
        shown = {"tag": {"text": status, "classes": tag_classes}}
    if not href:
        shown["classes"] = "govuk-task-list__status--cannot-start-yet"
    return {
        "title": {"text": row["title"]},
        "hint": {"text": " · ".join(parts)} if parts else None,
        "href": href,
        "status": shown,
    }


@register.inclusion_tag("components/filter_chips.html")
def filter_chips(chips: Sequence[Item], clear_url: str = "") -> dict[str, Any]:
    """Render the filters in force: chips of text and remove_url, and a link that clears all."""
    return {"chips": chips, "clear_url": clear_url}


@register.inclusion_tag("components/table.html")
def table(
    caption: str,
    columns: Sequence[Item],
    rows: Sequence[Item],
    compact: bool = False,
    hide_caption: bool = False,
    empty: str = "",
) -> dict[str, Any]:
    """Render a table whose rows become cards on a phone.

    A column: label, numeric, header (the cell that names the row; the first unless one says
    so), sort_url and sorted ("ascending", "descending"). A row: cells (texts or safe HTML, in
    the columns' order) and classes. Without rows the sentence `empty` stands in its place.
    """
    named = next((n for n, column in enumerate(columns) if column.get("header")), 0)
    return {
        "caption": caption,
        "columns": columns,
        "rows": [
            {
                "classes": row.get("classes", ""),
                "cells": [
                    {"content": cell, "column": column, "is_header": place == named}
                    for place, (cell, column) in enumerate(zip(row["cells"], columns, strict=True))
                ],
            }
            for row in rows
        ],
        "compact": compact,
        "hide_caption": hide_caption,
        "empty": empty,
    }


@register.inclusion_tag("components/page_tabs.html")
def page_tabs(items: Sequence[Item], label: str, compact: str = "") -> dict[str, Any]:
    """Render tabs that are pages: items of text, href, current and count.

    With `compact`, as "View", a phone shows only the current one, as "View: All open (23)", and
    opens the others: a long list of tabs would stand before everything else there.
    """
    return {"items": items, "label": label, "compact": compact}


@register.simple_tag
def page_links(page: Page[Any], address: str = "?", label: str = "Pages") -> SafeString:
    """Render the links to a list's other pages; `address` is what `page=2` is added to."""
    if not page.paginator.num_pages > 1:
        return SafeString("")
    items = [
        {"number": number, "href": f"{address}page={number}", "current": number == page.number}
        if isinstance(number, int)
        else {"ellipsis": True}
        for number in page.paginator.get_elided_page_range(page.number)
    ]
    params: dict[str, Any] = {"items": items, "landmarkLabel": label}
    if page.has_previous():
        params["previous"] = {"href": f"{address}page={page.previous_page_number()}"}
    if page.has_next():
        params["next"] = {"href": f"{address}page={page.next_page_number()}"}
    return macros.render("pagination", params)


@register.inclusion_tag("components/counts.html")
def counts(items: Iterable[Item]) -> dict[str, Any]:
    """Render a few numbers with their words: items of number, words and href."""
    return {"items": items}
