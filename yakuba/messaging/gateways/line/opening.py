"""The credentials of a channel, out of its row."""

from yakuba.messaging.gateways.line.wire import Credentials
from yakuba.messaging.models import LineChannel
from yakuba.messaging.sealing import unseal


def credentials_of(row: LineChannel) -> Credentials:
    """What opens an account at LINE. Raises Unreadable."""
    return Credentials(row.channel_id, unseal(row.secret), unseal(row.token), row.api_base, row.data_base)
