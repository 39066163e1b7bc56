"""Staff are found under every shape of their names, also after newer lists of characters came."""

import pytest

from yakuba.characters import api as characters
from yakuba.identity.jobs import renew_staff_keys
from yakuba.identity.models import Staff
from yakuba.identity.queries import search_key
from yakuba.identity.tests.people import make_staff

pytestmark = pytest.mark.django_db


def test_the_key_holds_every_shape() -> None:
    key = search_key("sato", family="齋藤", given="櫻子", family_kana="サイトウ", given_kana="サクラコ")
    for word in ("斎藤", "齊藤櫻子", "桜子", "ｻｲﾄｳ", "サイトウサクラコ", "sato"):
        assert characters.search_key(word) in key.split(), word


def test_keys_of_older_lists_are_mended() -> None:
    staff = make_staff("watanabe")
    right = staff.search_key
    Staff.objects.filter(pk=staff.pk).update(search_key="old")
    renew_staff_keys()
    assert Staff.objects.get(pk=staff.pk).search_key == right != "old"
