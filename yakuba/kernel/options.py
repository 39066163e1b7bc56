"""What an office may choose: declared once in the module, with default, label and help."""

from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from yakuba.kernel.models import OptionValue
from yakuba.kernel.refusals import Refusal

T = TypeVar("T", int, str, bool)

_registry: dict[str, "Option[int] | Option[str] | Option[bool]"] = {}


@dataclass(frozen=True)
class Option(Generic[T]):
    """One choice of the office: code `module.name`, default, label and help in Japanese."""

    code: str
    default: T
    label: str
    help: str

    def __post_init__(self) -> None:
        if self.code in _registry:
            raise ValueError(f"option {self.code} is declared twice")
        _registry[self.code] = self

    def value(self) -> T:
        """What holds now."""
        row = OptionValue.objects.filter(code=self.code).values_list("value", flat=True).first()
        return self.default if row is None else cast(T, row)

    def choose(self, value: T) -> None:
        """Set the option; refuses a value of another type."""
        if type(value) is not type(self.default):
            raise Refusal("option_type", f"「{self.label}」に入れられる値ではありません。")
        OptionValue.objects.update_or_create(code=self.code, defaults={"value": value})


def all_options() -> list["Option[int] | Option[str] | Option[bool]"]:
    """Every declared option, by code."""
    return [_registry[code] for code in sorted(_registry)]
