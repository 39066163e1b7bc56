"""LINE's published OpenAPI in the compact form of the stand-in's facts. `python -m …from_openapi FILE` prints it.

The facts that ship (`line_sandbox/facts.json`) are this, made once; a test compares them with the published files
where those are at hand.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

ROOTS = (
    "ReplyMessageRequest",
    "PushMessageRequest",
    "MulticastRequest",
    "NarrowcastRequest",
    "BroadcastRequest",
    "ValidateMessageRequest",
    "SetWebhookEndpointRequest",
    "TestWebhookEndpointRequest",
    "RichMenuRequest",
    "CreateRichMenuAliasRequest",
    "UpdateRichMenuAliasRequest",
    "RichMenuBulkLinkRequest",
    "RichMenuBulkUnlinkRequest",
    "ShowLoadingAnimationRequest",
)
LIMITS = (
    ("minLength", "min"),
    ("maxLength", "max"),
    ("minItems", "min"),
    ("maxItems", "max"),
    ("minimum", "min"),
    ("maximum", "max"),
)
Schemas = dict[str, Any]


def facts(schemas: Schemas) -> Schemas:
    """The objects that requests are made of, by name: what they need, what they hold, into what they divide."""
    found: Schemas = {}
    waiting = list(ROOTS)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _object(schemas[name], schemas)
            waiting += _named(found[name])
    return dict(sorted(found.items()))


def _object(schema: Schemas, schemas: Schemas) -> Schemas:
    needs: list[str] = list(schema.get("required", ()))
    fields: Schemas = {}
    kinds: dict[str, str] = {}
    for piece in [*schema.get("allOf", ()), schema]:
        of = schemas[_name(piece["$ref"])] if "$ref" in piece else piece
        needs += [one for one in of.get("required", ()) if one not in needs]
        fields |= {name: _field(one, schemas) for name, one in of.get("properties", {}).items()}
        if "$ref" not in piece and "discriminator" in of:
            kinds = {kind: _name(target) for kind, target in of["discriminator"]["mapping"].items()}
    if kinds:
        return {"kinds": kinds}
    return {"needs": sorted(needs), "fields": dict(sorted(fields.items()))}


def _field(schema: Schemas, schemas: Schemas) -> Any:
    if "$ref" in schema:
        target = schemas[_name(schema["$ref"])]
        if "properties" in target or "allOf" in target or "discriminator" in target:
            return {"is": _name(schema["$ref"])}
        return _field(target, schemas)
    if "oneOf" in schema:
        return {"is": "any"}
    told: Schemas = {"is": schema.get("type", "any")}
    told |= {short: schema[long] for long, short in LIMITS if long in schema}
    if "enum" in schema:
        told["one_of"] = schema["enum"]
    if "pattern" in schema:
        told["pattern"] = schema["pattern"]
    if schema.get("format") in {"uri", "uuid"}:
        told["format"] = schema["format"]
    if "items" in schema:
        told["of"] = _field(schema["items"], schemas)
    if isinstance(schema.get("additionalProperties"), dict):
        told["of"] = _field(schema["additionalProperties"], schemas)
    return told


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _named(told: Any) -> list[str]:
    """The names of other objects that this one speaks of."""
    if isinstance(told, dict):
        kinds = list(told.get("kinds", {}).values())
        own = [told["is"]] if str(told.get("is", ""))[:1].isupper() else []
        return own + kinds + [name for one in told.values() for name in _named(one)]
    return []


def read(file: Path) -> Schemas:
    """The facts of a published file."""
    schemas: Schemas = yaml.safe_load(file.read_text("utf-8"))["components"]["schemas"]
    return facts(schemas)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read(Path(sys.argv[1])), ensure_ascii=False, separators=(",", ":")) + "\n")
