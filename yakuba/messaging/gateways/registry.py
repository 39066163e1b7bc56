"""The gateways in use, by channel."""

from yakuba.messaging.gateways.base import Gateway
from yakuba.messaging.gateways.line.gateway import LineGateway
from yakuba.messaging.gateways.push.gateway import PushGateway
from yakuba.messaging.gateways.smtp import SmtpGateway

_GATEWAYS: dict[str, Gateway] = {
    gateway.channel: gateway for gateway in (SmtpGateway(), LineGateway(), PushGateway())
}


def gateway_for(channel: str) -> Gateway:
    """The gateway of a channel. Raises KeyError for a channel without one."""
    return _GATEWAYS[channel]


def channels() -> list[str]:
    """Every channel that has a gateway."""
    return sorted(_GATEWAYS)
