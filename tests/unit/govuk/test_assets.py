"""What browsers are given: our colours, our typeface, nobody's crown."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from govuk import build_assets

SERVED = Path(settings.BASE_DIR, "static")
NAMES = ("govuk", "moj", "kit")
CSS = (build_assets.BUILT / "kit.css").read_text()
ALL_CSS = "".join((build_assets.BUILT / f"{name}.css").read_text() for name in NAMES)


def colours() -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): *(#[0-9a-f]{3,6})", CSS)) | {"black": "#000000"}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    found = colours()
    light, dark = sorted((luminance(found[one]), luminance(found[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *((text, ground) for text in ("ink", "soft", "link") for ground in ("page", "wash", "tint")),
    ("soft", "grey-tint"),
    ("link-hover", "page"),
    ("link-hover", "tint"),
    ("link-visited", "page"),
    ("page", "brand"),
    ("page", "brand-dark"),
    ("page", "ink"),
    ("page", "action"),
    ("page", "error"),
    ("page", "link"),
    ("brand", "tint"),
    ("brand-dark", "tint"),
    ("ink", "focus"),
    ("error", "page"),
    ("error", "error-tint"),
    ("link", "error-tint"),
    ("link", "amber-tint"),
    ("ink", "amber-tint"),
    ("ink", "amber"),
    ("green", "green-tint"),
    ("page", "red"),
    ("page", "green"),
    ("page", "blue"),
]
SHAPES = [
    ("control", "page"),
    ("control", "wash"),
    ("control", "tint"),
    ("brand", "page"),
    ("red", "page"),
    ("green", "page"),
    ("blue", "page"),
    ("focus", "brand"),
    ("ink", "page"),
    ("error", "page"),
]


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out_from_what_is_behind_it(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("line", "ground"), SHAPES)
def test_borders_and_shapes_stand_out(line: str, ground: str) -> None:
    assert contrast(line, ground) >= 3


def test_the_measured_ratios_are_those_of_the_design() -> None:
    assert round(contrast("ink", "page"), 2) == 16.18
    assert round(contrast("page", "brand"), 2) == 9.61
    assert round(contrast("page", "action"), 2) == 6.93
    assert round(contrast("ink", "amber"), 2) == 9.34


def test_the_design_system_wears_our_colours() -> None:
    govuk = (build_assets.BUILT / "govuk.css").read_text()
    for colour in ("ink", "link", "link-hover", "link-visited", "action", "error", "focus"):
        assert colours()[colour] in govuk


def test_the_typeface_is_ours_and_swaps_in() -> None:
    faces = re.findall(r"@font-face\{[^}]+\}", ALL_CSS)
    assert len(faces) == 4
    for face in faces:
        assert "Atkinson Hyperlegible Next" in face
        assert "font-display:swap" in face
        (file,) = re.findall(r"url\(\"?([^\")]+)", face)
        assert (build_assets.BUILT / file).stat().st_size < 30_000


def test_every_file_a_stylesheet_asks_for_is_served() -> None:
    for address in re.findall(r"url\(\"?([^\")]+)\"?\)", ALL_CSS):
        assert address.startswith("data:") or (build_assets.BUILT / address).exists(), address


def test_no_crown_no_crest_and_no_foreign_typeface_is_served() -> None:
    for path in SERVED.rglob("*"):
        assert not re.search("crown|crest|gds|logotype", path.name, re.IGNORECASE), path
        if path.suffix in {".css", ".js", ".svg", ".json"}:
            text = path.read_text()
            assert "GDS Transport" not in text, path
            assert "light-94a07e06a1" not in text, path
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        assert "govuk-header__logotype" not in template.read_text(), template


def test_print_forced_colours_and_reduced_motion_are_provided_for() -> None:
    for query in ("@media print", "forced-colors: active", "prefers-reduced-motion: reduce"):
        assert query.replace(": ", ":") in CSS.replace(": ", ":")


def test_building_again_without_a_change_does_nothing() -> None:
    assert build_assets.up_to_date()
    assert build_assets.build() is False


def test_the_lock_pins_exact_versions_and_names_no_registry() -> None:
    package = json.loads(Path(settings.BASE_DIR, "package.json").read_text())
    assert package["devDependencies"]["govuk-frontend"] == "6.3.0"
    assert all(re.fullmatch(r"[\d.]+", v) for v in package["devDependencies"].values())
    lock = json.loads(Path(settings.BASE_DIR, "package-lock.json").read_text())
    assert not any("resolved" in entry for entry in lock["packages"].values())
    assert all(entry.get("integrity") for name, entry in lock["packages"].items() if name)
