"""Template tags of the page kit: the design system's components and our own."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.safestring import SafeString

from govuk import bound_fields, macros

register = template.Library()


def _params(keywords: dict[str, Any]) -> dict[str, Any]:
    whole = keywords.pop("params", None) or {}
    return macros.merge(whole, macros.nest(keywords))


@register.simple_tag
def govuk(component: str, **keywords: Any) -> SafeString:
    """Render a component: `{% govuk "button" text="Start" href=url %}`.

    `label__text` goes one level down, `params=mapping` gives a whole dictionary.
    """
    return macros.render(component, _params(keywords))


class BlockNode(template.Node):
    """A component whose content is written between two tags."""

    def __init__(
        self,
        component: FilterExpression,
        keywords: dict[str, FilterExpression],
        content: NodeList,
    ) -> None:
        self.component = component
        self.keywords = keywords
        self.nodelist = content

    def render(self, context: Context) -> SafeString:
        """Render the content first, then the component around it."""
        keywords = {name: value.resolve(context) for name, value in self.keywords.items()}
        into = keywords.pop("into", "html")
        keywords[into] = self.nodelist.render(context)
        return macros.render(self.component.resolve(context), _params(keywords))


@register.tag
def govuk_block(parser: Parser, token: Token) -> BlockNode:
    """Render a component around a block of HTML.

    `{% govuk_block "details" summary_text="Help" %}…{% end_govuk_block %}`. The content becomes
    the parameter `html`, or the one named by `into`, such as `into="description_html"`.
    """
    bits = token.split_contents()[1:]
    if not bits:
        raise template.TemplateSyntaxError("govuk_block needs a component's name")
    component = parser.compile_filter(bits.pop(0))
    keywords = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"govuk_block does not understand {bits[0]!r}")
    content = parser.parse(("end_govuk_block",))
    parser.delete_first_token()
    return BlockNode(component, keywords, content)


@register.simple_tag
def govuk_field(field: BoundField) -> SafeString:
    """Render one form field with its label, hint and error."""
    return bound_fields.render_field(field)


@register.simple_tag
def govuk_fields(form: BaseForm) -> SafeString:
    """Render all fields of a form in order."""
    return bound_fields.render_fields(form)


@register.simple_tag
def error_summary(form: BaseForm, *more: BaseForm) -> SafeString:
    """Render the error summary of one or more forms, or nothing when there is no error."""
    return bound_fields.error_summary(form, *more)


@register.filter
def first_id(field: BoundField) -> str:
    """Return the id of the field's first input, to link to."""
    return bound_fields.first_id(field)
