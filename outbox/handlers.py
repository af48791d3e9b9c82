"""Who delivers what: handlers by name.

Every app registers its own in its `tasks.py`, which its AppConfig imports when it is ready:

    register("referrals.receipt_email", send_receipt, guarantee=Guarantee.AT_LEAST_ONCE)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outbox.errors import AlreadyRegistered, UnknownHandler
from outbox.rules import Guarantee

if TYPE_CHECKING:
    from outbox.models import Delivery

DeliveryFunction = Callable[["Delivery"], None]


@dataclass(frozen=True, slots=True)
class Handler:
    """One kind of delivery: its name, what does it, and what it promises."""

    name: str
    function: DeliveryFunction
    guarantee: Guarantee


_handlers: dict[str, Handler] = {}


def register(
    name: str,
    function: DeliveryFunction,
    *,
    guarantee: Guarantee = Guarantee.EXACTLY_ONCE,
) -> None:
    """Register `function` to deliver the rows named `name` (`<app>.<what>`).

    The function takes the `Delivery`, reads the ids in its `payload`, and raises when it could
    not deliver. It runs inside a transaction; say `Guarantee.AT_LEAST_ONCE` when it does
    anything a rollback cannot take back, such as sending an e-mail.

    Raises AlreadyRegistered when another function has the name.
    """
    known = _handlers.get(name)
    if known is not None and known.function is not function:
        raise AlreadyRegistered(name)
    _handlers[name] = Handler(name, function, guarantee)


def handler(
    name: str, *, guarantee: Guarantee = Guarantee.EXACTLY_ONCE
) -> Callable[[DeliveryFunction], DeliveryFunction]:
    """`register` as a decorator."""

    def registered(function: DeliveryFunction) -> DeliveryFunction:
        register(name, function, guarantee=guarantee)
        return function

    return registered


def get(name: str) -> Handler:
    """The handler registered under `name`. Raises UnknownHandler."""
    try:
        return _handlers[name]
    except KeyError:
        raise UnknownHandler(name) from None


def reaches_outside(name: str) -> bool:
    """Whether rows of this name leave the database, and so carry a Message-ID."""
    known = _handlers.get(name)
    return known is not None and known.guarantee is Guarantee.AT_LEAST_ONCE
