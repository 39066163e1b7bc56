"""What messaging tells the floors above."""

from dataclasses import dataclass
from typing import ClassVar

from yakuba.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Event):
    """The office gave up a delivery: `key` is the one its writer gave to `notify`."""

    unheard: ClassVar[str] = "the list of deliveries shows it to staff, who reach the person another way"

    delivery_id: str
    key: str
    template: str
    channel: str
