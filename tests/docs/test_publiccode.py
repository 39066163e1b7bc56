"""`publiccode.yml` keeps to the published standard (core schema 0.4, https://yml.publiccode.tools/): no network needed."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
import yaml

from tests.architecture import house

REQUIRED: Mapping[str, type] = {
    "publiccodeYmlVersion": str,
    "name": str,
    "url": str,
    "platforms": list,
    "categories": list,
    "developmentStatus": str,
    "softwareType": str,
    "description": dict,
    "legal": dict,
    "legal.license": str,
    "maintenance": dict,
    "maintenance.type": str,
    "localisation": dict,
    "localisation.localisationReady": bool,
    "localisation.availableLanguages": list,
}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
KINDS = {f"standalone/{one}" for one in ("mobile", "iot", "desktop", "web", "backend", "other")}
KINDS |= {"addon", "library", "configurationFiles"}
MAINTAINED = {"internal": "contacts", "community": "contacts", "contract": "contractors", "none": ""}
CATEGORIES = frozenset(
    """
    accounting agile-project-management applicant-tracking application-development appointment-scheduling backup
    billing-and-invoicing blog budgeting business-intelligence business-process-management cad
    call-center-management cloud-management collaboration communications compliance-management contact-management
    content-management crm customer-service-and-support data-analytics data-collection data-visualization design
    design-system digital-asset-management digital-citizenship document-management donor-management e-commerce
    e-signature educational-content email-management email-marketing employee-management
    enterprise-project-management enterprise-social-networking erp event-management facility-management
    feedback-and-reviews-management financial-reporting fleet-management fundraising gamification
    geographic-information-systems grant-management graphic-design help-desk hr ide identity-management
    instant-messaging inventory-management it-asset-management it-development it-management it-security
    it-service-management knowledge-management learning-management-system marketing mind-mapping mobile-marketing
    mobile-payment network-management office online-booking online-community payment-gateway payroll
    predictive-analysis procurement productivity-suite project-collaboration project-management
    property-management real-estate-management remote-support resource-management sales-management seo service-desk
    social-media-management survey talent-management task-management taxes-management test-management
    time-management time-tracking translation video-conferencing video-editing visitor-management voip
    warehouse-management web-collaboration web-conferencing website-builder whistleblowing workflow-management
    """.split()  # noqa: SIM905 - a vocabulary reads better as words
)
SCOPES = frozenset(
    """
    agriculture culture defence education emergency-services employment energy environment
    finance-and-economic-development foreign-affairs healthcare infrastructures justice local-authorities
    manufacturing research science-and-technology security society sport tourism transportation welfare
    """.split()  # noqa: SIM905
)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
DEPRECATED = {"monochromeLogo", "inputTypes", "outputTypes"}


def at(found: Mapping[str, Any], path: str) -> Any:
    """The value at a path of keys, or None."""
    value: Any = found
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def faults(found: Mapping[str, Any]) -> Iterator[str]:
    """What the standard objects to."""
    for path, kind in REQUIRED.items():
        value = at(found, path)
        if not isinstance(value, kind) or (value != 0 and not value):
            yield f"{path}: {kind.__name__} wanted"
            return
    yield from vocabularies(found)
    for language, told in found["description"].items():
        if not LANGUAGE.fullmatch(language):
            yield f"description: {language} is no language"
        yield from description(language, told)
    needed = MAINTAINED.get(found["maintenance"]["type"], "")
    if needed and not all(one.get("name") for one in found["maintenance"].get(needed) or [{}]):
        yield f"maintenance.{needed}: a name wanted"


def vocabularies(found: Mapping[str, Any]) -> Iterator[str]:
    """Words that are not of the lists."""
    words = {
        "developmentStatus": ({found["developmentStatus"]}, STATUSES),
        "softwareType": ({found["softwareType"]}, KINDS),
        "maintenance.type": ({found["maintenance"]["type"]}, MAINTAINED.keys()),
        "categories": (set(found["categories"]), CATEGORIES),
        "intendedAudience.scope": (set(at(found, "intendedAudience.scope") or ()), SCOPES),
    }
    for path, (said, known) in words.items():
        for word in sorted(said - known):
            yield f"{path}: {word} is not of the vocabulary"
    for word in sorted(found.keys() & DEPRECATED):
        yield f"{word}: deprecated"
    if not re.fullmatch(r"(https?|git)://\S+", found["url"]):
        yield "url: an address wanted"
    for language in found["localisation"]["availableLanguages"]:
        if not LANGUAGE.fullmatch(language):
            yield f"availableLanguages: {language} is no language"


def description(language: str, told: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the description in one language."""
    short, long, features = (told.get(one) for one in ("shortDescription", "longDescription", "features"))
    if not isinstance(short, str) or not 0 < len(short) <= 150 or "\n" in short.strip():
        yield f"{language}: shortDescription of one line, up to 150 characters, wanted"
    if not isinstance(long, str) or not 150 <= len(long) <= 10_000:
        yield f"{language}: longDescription of 150 to 10,000 characters wanted"
    if not isinstance(features, list) or not features or any(len(one) > 100 for one in features):
        yield f"{language}: features, each up to 100 characters, wanted"


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    found = yaml.safe_load((house.ROOT / "publiccode.yml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_publiccode_keeps_to_the_standard(published: dict[str, Any]) -> None:
    house.none(faults(published))
    assert published["publiccodeYmlVersion"] == "0.4"
    assert published["legal"]["license"] == "Apache-2.0"
    assert (
        {"ja", "en"} == set(published["description"]) == set(published["localisation"]["availableLanguages"])
    )


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("name", "", "name"),
        ("platforms", "web", "platforms"),
        ("categories", ["case-management"], "case-management"),
        ("developmentStatus", "alpha", "developmentStatus"),
        ("localisation.localisationReady", "yes", "localisationReady"),
        ("maintenance.contacts", [], "contacts"),
        ("description.en.shortDescription", "x" * 151, "shortDescription"),
        ("description.ja.longDescription", "短い", "longDescription"),
        ("inputTypes", ["text/html"], "deprecated"),
    ],
)
def test_a_planted_fault_is_caught(published: dict[str, Any], path: str, value: Any, fault: str) -> None:
    spoilt = deepcopy(published)
    *way, last = path.split(".")
    place = spoilt
    for key in way:
        place = place[key]
    place[last] = value
    assert any(fault in one for one in faults(spoilt))
