"""The design system's components come out as its makers publish them."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.safestring import mark_safe

from govuk import macros

COMPONENTS = Path(settings.BASE_DIR, "node_modules/govuk-frontend/dist/govuk/components")
VOID = {"input", "img", "br", "hr", "link", "meta", "path", "source"}


class Tokens(HTMLParser):
    """HTML as a list that says the same however it is spaced and its attributes are ordered."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        settled = [(name, " ".join((value or "").split())) for name, value in attrs]
        self.found.append((tag, sorted(settled)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self.found.append(words)


def tokens(html: str) -> list[Any]:
    parser = Tokens()
    parser.feed(html)
    parser.close()
    return parser.found


def mark_raw(value: Any, key: str = "") -> Any:
    """Mark the official examples' HTML as safe, as a caller of ours would its own."""
    if isinstance(value, dict):
        return {name: mark_raw(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [mark_raw(item) for item in value]
    if isinstance(value, str) and (macros.RAW.match(key) or key == "attributes"):
        return mark_safe(value)
    return value


def official() -> list[tuple[str, str, dict[str, Any], str]]:
    return [
        (found["component"], example["name"], example["options"], example["html"])
        for path in sorted(COMPONENTS.glob("*/fixtures.json"))
        for found in [json.loads(path.read_text())]
        for example in found["fixtures"]
        # There a null means "no licence", and `render` leaves nulls out. Our footer is our own.
        if not (found["component"] == "footer" and "contentLicence" in example["options"])
    ]


def test_the_official_examples_are_at_hand() -> None:
    assert len(official()) > 600, "run python -m govuk.build_assets first"


@pytest.mark.parametrize("component", sorted({example[0] for example in official()}))
def test_every_official_example_comes_out_equal(component: str) -> None:
    for of, name, options, html in official():
        if of == component:
            ours = macros.render(component, mark_raw(options))
            assert tokens(ours) == tokens(html), f"{component}: {name}"


def test_html_that_nobody_marked_safe_is_escaped() -> None:
    html = macros.render("inset-text", {"html": "<script>alert(1)</script>"})
    assert "<script>" not in html


def test_attributes_given_as_text_cannot_close_the_tag() -> None:
    html = macros.render("button", {"text": "Go", "attributes": '><script>alert("1")</script>'})
    assert "<script>" not in html


def test_a_tag_takes_nested_parameters_and_attributes() -> None:
    template = Template(
        '{% load govuk %}{% govuk "input" id="a" name="a" label__text="Name" '
        'label__is_page_heading=True attributes__data_x="1" %}'
    )
    html = template.render(Context())
    assert 'data-x="1"' in html
    assert "<h1" in html


def test_a_block_becomes_the_components_content_and_stays_escaped() -> None:
    template = Template(
        '{% load govuk %}{% govuk_block "details" summary_text="More" %}<p>{{ words }}</p>'
        "{% end_govuk_block %}"
    )
    html = template.render(Context({"words": "<b>"}))
    assert "<p>&lt;b&gt;</p>" in html


def test_text_in_a_nested_text_area_keeps_its_lines_as_they_were() -> None:
    area = macros.render(
        "textarea", {"id": "a", "name": "a", "label": {"text": "A"}, "value": "one\n\n  two"}
    )
    html = macros.render(
        "radios",
        {
            "name": "r",
            "fieldset": {"legend": {"text": "R"}},
            "items": [{"value": "1", "text": "1", "conditional": {"html": area}}],
        },
    )
    assert ">one\n\n  two</textarea>" in html
