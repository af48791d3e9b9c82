"""`{% csrf_token %}`, which also says whose form it is.

A form may arrive when its session is gone: signed out in another window, a cookie deleted, the
browser shut. What was typed is then kept for whoever the page was made for, and for nobody else.
"""

from typing import Any

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from accounts import form_owner

register = template.Library()


class OwnedFormNode(template.Node):
    """The two hidden fields of a form that is sent to us."""

    def __init__(self) -> None:
        self.csrf_token = CsrfTokenNode()

    def render(self, context: template.Context) -> str:
        """Return the token and, for somebody signed in, the owner."""
        token = self.csrf_token.render(context)
        user: Any = context.get("user")
        if user is None or not user.is_authenticated:
            return token
        owner = form_owner.sign(user.pk)
        field = format_html('<input type="hidden" name="{}" value="{}">', form_owner.FIELD, owner)
        return token + field


@register.tag
def csrf_token(parser: template.base.Parser, token: template.base.Token) -> OwnedFormNode:
    """Write the hidden fields of a form."""
    return OwnedFormNode()
