"""The shapes that stand beside words: colour is never the only sign.

Each is drawn on a 16 by 16 field in the colour of its text, so that print and forced colours
keep it. Screen readers hear the word alone.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

RING = '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2"/>'

SHAPES = {
    # BRAG
    "diamond": '<path d="M8 0l8 8-8 8-8-8z" fill="currentColor"/>',
    "triangle": '<path d="M8 1l8 14H0z" fill="currentColor"/>',
    "disc": '<circle cx="8" cy="8" r="7.5" fill="currentColor"/>',
    "square": '<path d="M1 1h14v14H1z" fill="currentColor"/>',
    "ring": RING,
    # Clocks
    "quarter": RING + '<path d="M8 8V2a6 6 0 016 6z" fill="currentColor"/>',
    "half": RING + '<path d="M8 2a6 6 0 010 12z" fill="currentColor"/>',
    "exclamation": '<path d="M6.5 1h3l-.5 9h-2zM8 12a1.7 1.7 0 110 3.400A1.7 1.7 0 018 12z" '
    'fill="currentColor"/>',
    "pause": '<path d="M3.5 2h3v12h-3zM9.5 2h3v12h-3z" fill="currentColor"/>',
    "tick": '<path d="M2 8.500l4 4 8-9" fill="none" stroke="currentColor" stroke-width="2.5"/>',
    "dash": '<path d="M3 7h10v2.500H3z" fill="currentColor"/>',
    # Immediate danger
    "octagon": '<path d="M4.7 0h6.600L16 4.700v6.600L11.3 16H4.700L0 11.300V4.700z" '
    'fill="currentColor"/><path d="M7 3h2l-.3 6.500H7.300zM8 10.800a1.1 1.1 0 110 2.2 1.1 '
    '1.1 0 010-2.200z" class="es-shape__hole"/>',
}


def shape(name: str) -> SafeString:
    """Return a shape of `SHAPES` as an image that screen readers skip."""
    return format_html(
        '<svg class="es-shape es-shape--{}" viewBox="0 0 16 16" width="16" height="16" '
        'aria-hidden="true" focusable="false">{}</svg>',
        name,
        mark_safe(SHAPES[name]),  # nosec B308 B703 - drawn above
    )
