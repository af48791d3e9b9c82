"""The design system's components, rendered by `govuk-frontend-jinja`.

The macros trust every parameter named `html` (and the like) completely. So that no page has to
remember this, `render` escapes such a value unless Django already marked it safe.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader

PACKAGE = "govuk_frontend_jinja"
# Parameters whose value a macro writes out as it is.
RAW = re.compile(r"^(html|\w+Html)$")


@cache
def environment() -> Environment:
    """Return the Jinja environment that holds the design system's macros, and nothing else."""
    jinja = Environment(
        loader=PrefixLoader({PACKAGE: PackageLoader(PACKAGE)}),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The macros indent what they nest, to look tidy; inside a text area that would add spaces
    # to somebody's words each time the page is shown.
    jinja.filters["indent"] = _as_it_is
    return jinja


def _as_it_is(text: Any, *_: Any) -> Any:
    return text


@cache
def _macro(component: str) -> Any:
    template = environment().get_template(f"{PACKAGE}/components/{component}/macro.html")
    return getattr(template.module, macro_name(component))


def macro_name(component: str) -> str:
    """Return the macro's name for a component: `date-input` is `govukDateInput`."""
    return "govuk" + "".join(word.capitalize() for word in component.split("-"))


def camel(name: str) -> str:
    """Return a Python keyword as the macro's parameter: `is_page_heading` is `isPageHeading`."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a tag's keywords into a macro's parameters.

    Two underscores go one level down (`label__text`), one joins words (`suggestion_text`);
    the names of HTML attributes get hyphens (`attributes__data_module`).
    """
    params: dict[str, Any] = {}
    for key, value in flat.items():
        *path, last = key.split("__")
        target = params
        for step in path:
            target = target.setdefault(camel(step), {})
        is_attribute = bool(path) and path[-1] == "attributes"
        target[last.replace("_", "-") if is_attribute else camel(last)] = value
    return params


def merge(base: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `extra` laid over it, dictionary by dictionary."""
    result = dict(base)
    for key, value in extra.items():
        present = result.get(key)
        if isinstance(present, Mapping) and isinstance(value, Mapping):
            result[key] = merge(present, value)
        else:
            result[key] = value
    return result


def _clean(value: Any, *, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _clean(item, key=name) for name, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    if isinstance(value, Promise):
        value = str(value)
    # A string of attributes would be written out raw too.
    if isinstance(value, str) and (RAW.match(key) or key == "attributes"):
        return conditional_escape(value)
    return value


def render(component: str, params: Mapping[str, Any]) -> SafeString:
    """Render a component of the design system.

    `component` is its name in the design system ("date-input"), `params` its parameters with
    their own names. Values that are None are left out. Text under `html` is escaped unless it
    is marked safe.
    """
    rendered = str(_macro(component)(_clean(params))).strip()
    return mark_safe(rendered)  # nosec B308 B703 - the macros escape
