"""The door rule as a contract of import-linter: another module's `api`, and nothing else of it."""

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorContract(Contract):
    """From outside a module only `yakuba.<module>.api` may be imported; `open` modules have no door.

    Tests may reach behind a door to put things in place.
    """

    open = fields.SetField(subfield=fields.StringField())
    assembles = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import between two modules, held against the rule."""
        broken = []
        for importer in sorted(graph.modules):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                if self._forbidden(importer.split("."), imported.split(".")):
                    broken.append((importer, imported))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say which import goes around which door."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}: use the door {_door(imported)}")

    def _forbidden(self, importer: list[str], imported: list[str]) -> bool:
        if imported[0] != "yakuba" or len(imported) < 3 or importer[:2] == imported[:2]:
            return False
        doorless, assembly = cast(set[str], self.open), cast(str, self.assembles)
        if imported[1] in doorless or importer[1] == assembly or "tests" in importer:
            return False
        return imported[2] != "api"


def _door(imported: str) -> str:
    return ".".join([*imported.split(".")[:2], "api"])
