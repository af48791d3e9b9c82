"""From a Django form to the design system: which macro draws a field, and with what.

This is the whole of the crispy-forms template pack "govuk"; its templates only call it. No
component's markup is written by hand. It understands Django's own fields as well as
`govuk.fields`, so forms of other packages (sign-in) look the same.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from govuk import macros, widgets

# Attributes of a widget that a macro has a parameter for.
KNOWN_ATTRS = {
    "autocomplete": "autocomplete",
    "inputmode": "inputmode",
    "spellcheck": "spellcheck",
}
# Words inside the box vanish when typing starts, and browsers cut what is pasted at maxlength.
DROPPED_ATTRS = {
    "placeholder",
    "class",
    "required",
    "rows",
    "cols",
    "maxlength",
    "minlength",
}

Params = dict[str, Any]


def base_id(field: BoundField) -> str:
    """Return the id that a field's ids start with; the kit's forms use the name itself."""
    return field.auto_id or field.html_name


def wrong_parts(field: BoundField) -> tuple[str, ...]:
    """Return the parts of a date that are wrong: all three unless the error names them."""
    errors = field.form.errors.as_data().get(field.name, [])
    if not errors:
        return ()
    named = (getattr(errors[0], "params", None) or {}).get("parts")
    return tuple(named) if named else widgets.PARTS


def first_id(field: BoundField) -> str:
    """Return the id of the field's first input, or of the first wrong part of a date."""
    identity = base_id(field)
    if isinstance(field.field.widget, widgets.DateParts):
        parts = wrong_parts(field) or widgets.PARTS
        return f"{identity}_{parts[0]}"
    return identity


def box_id(name: str, place: int) -> str:
    """Return the id the macro gives to one box of a group: "level_4", "level_4-2", ….

    Args:
        name: the field's name, which the kit's ids start with.
        place: its place among the boxes, from 0.
    """
    return name if place == 0 else f"{name}-{place + 1}"


def first_error(field: BoundField) -> str:
    """Return the one error shown at a field, or nothing."""
    errors = field.errors
    return str(errors[0]) if errors else ""


def _is_heading(field: BoundField) -> bool:
    return getattr(field.form, "heading_field", None) == field.name


def _caption(field: BoundField, kind: str) -> Params:
    """Return the label or legend: the page's heading for a lone question, else an ordinary one."""
    heading = _is_heading(field)
    text = getattr(field.form, "heading", None) if heading else None
    size = "l" if heading else ("s" if kind == "legend" else "")
    params: Params = {
        "text": text or field.label,
        "isPageHeading": heading,
        "classes": f"govuk-{'fieldset__legend' if kind == 'legend' else 'label'}--{size}"
        if size
        else None,
    }
    need = getattr(field.field, "need", None)
    if need and not heading:
        params["html"] = format_html(
            '{} <span class="es-need">{}</span>', params["text"], need.value
        )
    return params


def _common(field: BoundField) -> Params:
    hint = field.help_text
    error = first_error(field)
    return {
        "hint": {"text": hint} if hint else None,
        "errorMessage": {"text": error} if error else None,
    }


def _attributes(field: BoundField) -> Params:
    """Return the widget's attributes as macro parameters and a rest of plain attributes."""
    params: Params = {}
    rest: dict[str, str] = {}
    for name, value in field.field.widget.attrs.items():
        if name in KNOWN_ATTRS:
            params[KNOWN_ATTRS[name]] = value
        elif name not in DROPPED_ATTRS and value not in (None, False):
            rest[name] = "" if value is True else str(value)
    if params.get("spellcheck") == "false":
        params["spellcheck"] = False
    if field.field.disabled:
        params["disabled"] = True
    return params | {"attributes": rest}


def _input(field: BoundField) -> Params:
    widget = field.field.widget
    width = getattr(field.field, "width", None)
    value = field.value()
    return (
        _common(field)
        | _attributes(field)
        | {
            "id": base_id(field),
            "name": field.html_name,
            "type": getattr(widget, "input_type", "text"),
            "value": "" if value is None else str(value),
            "label": _caption(field, "label"),
            "classes": f"govuk-input--width-{width}" if width else None,
        }
    )


def _textarea(field: BoundField) -> Params:
    value = field.value()
    return (
        _common(field)
        | _attributes(field)
        | {
            "id": base_id(field),
            "name": field.html_name,
            "value": "" if value is None else str(value),
            "rows": field.field.widget.attrs.get("rows") or 5,
            "label": _caption(field, "label"),
        }
    )


def _counted(field: BoundField) -> Params:
    # The count speaks up near the end, not while somebody finds their words.
    return _textarea(field) | {
        "maxlength": getattr(field.field, "max_length", None),
        "threshold": 75,
    }


def _flat_choices(field: BoundField) -> Iterable[tuple[str, str]]:
    for value, label in field.field.widget.choices:
        if isinstance(label, list | tuple):
            yield from ((str(key), words) for key, words in label)
        else:
            yield ("" if value is None else str(value), label)


def _chosen(field: BoundField) -> list[str]:
    value = field.value()
    if value is None:
        return []
    many = isinstance(value, list | tuple | set)
    return [str(item) for item in (value if many else [value])]


def _revealed_html(field: BoundField, names: Iterable[str]) -> SafeString:
    return mark_safe(  # nosec B308 B703 - rendered by templates
        "".join(render_field(field.form[name]) for name in names)
    )


def _items(field: BoundField) -> list[Params]:
    """Return the choices with their hints, what each reveals, and the "or" before one."""
    extra = field.field
    chosen = _chosen(field)
    items: list[Params] = []
    for value, label in _flat_choices(field):
        if value == "":
            continue
        if value == getattr(extra, "divider_before", ""):
            items.append({"divider": "or"})
        hint = getattr(extra, "hints", {}).get(value)
        revealed = getattr(extra, "reveals", {}).get(value)
        items.append(
            {
                "value": value,
                "text": label,
                "checked": value in chosen,
                "hint": {"text": hint} if hint else None,
                "conditional": {"html": _revealed_html(field, revealed)} if revealed else None,
                "behaviour": "exclusive" if value == getattr(extra, "exclusive", "") else None,
            }
        )
    return items


def _group(field: BoundField) -> Params:
    attributes = _attributes(field)
    return _common(field) | {
        "idPrefix": base_id(field),
        "name": field.html_name,
        "items": _items(field),
        "fieldset": {"legend": _caption(field, "legend")},
        "attributes": attributes["attributes"],
    }


def _radios(field: BoundField) -> Params:
    classes = "govuk-radios--inline" if getattr(field.field, "inline", False) else None
    return _group(field) | {"classes": classes}


def _tick(field: BoundField) -> Params:
    item = {"value": "on", "text": field.label, "checked": bool(field.value())}
    return _common(field) | {
        "idPrefix": base_id(field),
        "name": field.html_name,
        "items": [item],
    }


def _select(field: BoundField) -> Params:
    chosen = _chosen(field)
    return (
        _common(field)
        | _attributes(field)
        | {
            "id": base_id(field),
            "name": field.html_name,
            "label": _caption(field, "label"),
            "items": [
                {"value": value, "text": label, "selected": value in chosen}
                for value, label in _flat_choices(field)
            ],
        }
    )


def _date(field: BoundField) -> Params:
    identity = base_id(field)
    wrong = wrong_parts(field)
    sizes = {"day": 2, "month": 2, "year": 4}
    values = dict(zip(widgets.PARTS, widgets.date_parts(field.value()), strict=True))
    items = [
        {
            "id": f"{identity}_{part}",
            "name": f"{field.html_name}_{part}",
            "label": part.capitalize(),
            "value": values[part],
            "classes": f"govuk-input--width-{size}"
            + (" govuk-input--error" if part in wrong else ""),
            # A month's name may be typed, so only day and year ask for the number pad.
            "inputmode": "text" if part == "month" else "numeric",
            "autocomplete": "off",
            "attributes": _wrong_attributes(identity, part in wrong),
        }
        for part, size in sizes.items()
    ]
    return _common(field) | {
        "id": identity,
        "items": items,
        "fieldset": {"legend": _caption(field, "legend")},
    }


def _wrong_attributes(identity: str, wrong: bool) -> Mapping[str, str]:
    return {"aria-describedby": f"{identity}-error", "aria-invalid": "true"} if wrong else {}


def _file(field: BoundField) -> Params:
    widget = field.field.widget
    return (
        _common(field)
        | _attributes(field)
        | {
            "id": base_id(field),
            "name": field.html_name,
            "label": _caption(field, "label"),
            "multiple": getattr(widget, "allow_multiple_selected", False) or None,
        }
    )


def _password(field: BoundField) -> Params:
    params = _input(field)
    # A password that was refused is typed again, never sent back to the page.
    return params | {"value": None, "type": None}


def _component(field: BoundField) -> tuple[str, Callable[[BoundField], Params]]:
    widget = field.field.widget
    if isinstance(widget, forms.Textarea):
        counts = getattr(field.field, "max_length", None) and getattr(field.field, "count", False)
        return ("character-count", _counted) if counts else ("textarea", _textarea)
    for kind, component in COMPONENTS:
        if isinstance(widget, kind):
            return component
    raise TypeError(f"The page kit has no component for {type(widget).__name__}")


# The first match counts, so a widget stands before the one it inherits from.
COMPONENTS: tuple[tuple[type[forms.Widget], tuple[str, Callable[[BoundField], Params]]], ...] = (
    (widgets.DateParts, ("date-input", _date)),
    (forms.CheckboxSelectMultiple, ("checkboxes", _group)),
    (forms.RadioSelect, ("radios", _radios)),
    (forms.CheckboxInput, ("checkboxes", _tick)),
    (forms.Select, ("select", _select)),
    (forms.FileInput, ("file-upload", _file)),
    (forms.PasswordInput, ("password-input", _password)),
    (forms.widgets.Input, ("input", _input)),
)


def _long_list(field: BoundField, widget: widgets.LongList) -> SafeString:
    """Draw a list and the box for what is not in it; a script makes one typing list of both."""
    identity, name = base_id(field), field.html_name
    chosen, other = _long_list_values(field, widget)
    error = first_error(field)
    select = macros.render(
        "select",
        _common(field)
        | {
            "id": identity,
            "name": name,
            "label": _caption(field, "label"),
            "items": [
                {"value": value, "text": label, "selected": value == chosen}
                for value, label in widget.listed
            ],
            "attributes": {"data-long-list": f"{identity}_other"},
        },
    )
    box = macros.render(
        "input",
        {
            "id": f"{identity}_other",
            "name": f"{name}_other",
            "value": other,
            "label": {"text": getattr(field.field, "other_label", "")},
            "autocomplete": "off",
            "formGroup": {"classes": "es-long-list-other"},
        },
    )
    state = " es-long-list--error" if error else ""
    return format_html('<div class="es-long-list{}">{}{}</div>', state, select, box)


def _long_list_values(field: BoundField, widget: widgets.LongList) -> tuple[str, str]:
    value = field.value()
    pair = value if isinstance(value, list) else widget.decompress(value)
    chosen, other = (str(item or "") for item in pair)
    return chosen, other


def render_field(field: BoundField) -> SafeString:
    """Return a field as the design system draws it, with label, hint and first error."""
    widget = field.field.widget
    if widget.is_hidden:
        return mark_safe(str(field))  # nosec B308 B703 - rendered by Django
    if isinstance(widget, widgets.LongList):
        return _long_list(field, widget)
    component, build = _component(field)
    return macros.render(component, macros.merge(build(field), getattr(field.field, "macro", {})))


def revealed_names(form: BaseForm) -> set[str]:
    """Return the names of the fields that another field's choice reveals."""
    return {
        name
        for field in form.fields.values()
        for names in getattr(field, "reveals", {}).values()
        for name in names
    }


def render_fields(form: BaseForm) -> SafeString:
    """Return all fields of a form in order; revealed ones stand inside the choice."""
    inside = revealed_names(form)
    return mark_safe(  # nosec B308 B703 - rendered by templates
        "".join(render_field(field) for field in form if field.name not in inside)
    )


def summary_items(form: BaseForm) -> list[Params]:
    """Return one line for each wrong field, in the page's order, then for the form as a whole.

    A form made of other forms says first what is wrong in them (`KitForm.inner_forms`).
    """
    lines: list[Params] = []
    for inner in getattr(form, "inner_forms", ()):
        lines += summary_items(inner)
    for field in form:
        error = first_error(field)
        if error:
            hidden = field.field.widget.is_hidden
            lines.append({"text": error, "href": None if hidden else f"#{first_id(field)}"})
    return [*lines, *({"text": str(error)} for error in form.non_field_errors())]


def error_summary(*forms_shown: BaseForm) -> SafeString:
    """Return the error summary of the forms on a page, or nothing."""
    lines = [line for form in forms_shown if form.is_bound for line in summary_items(form)]
    if not lines:
        return mark_safe("")  # nosec B308 - empty
    return macros.render("error-summary", {"titleText": "There is a problem", "errorList": lines})
