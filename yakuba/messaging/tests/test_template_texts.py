"""The office's own words: saving, overtaking, going back."""

import pytest

from yakuba.kernel import audit
from yakuba.kernel.actor import Actor, Assurance, anonymous, system
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.messaging import queries
from yakuba.messaging.actions.restore_template_text import restore_template_text
from yakuba.messaging.actions.save_template_text import save_template_text
from yakuba.messaging.api import EDIT_TEMPLATES, Recipient, Template, notify
from yakuba.messaging.models import Message, TemplateText
from yakuba.messaging.rules.wording import Words
from yakuba.messaging.sealing import unseal_words

EDITOR = Actor(
    kind="staff",
    key="staff:3",
    label="情報政策課",
    assurance=Assurance.TWO_FACTOR,
    staff_id=3,
    grants={EDIT_TEMPLATES.code: frozenset({1})},
)
OWN = Words("受付しました", "{title}の申請を受け付けました。{number}")


def save(words: Words = OWN, seen: int = 0, actor: Actor = EDITOR, language: str = "ja") -> TemplateText:
    return save_template_text(
        actor, template="trial.receipt", language=language, words=words, seen_version=seen
    )


def tell(key: str) -> None:
    notify(
        system("t"),
        recipient=Recipient("hanako@example.jp"),
        template="trial.receipt",
        context={"title": "犬の登録", "number": "1", "url": ""},
        key=key,
    )


@pytest.mark.django_db
class TestOwnWords:
    def test_hold_for_new_messages_only_and_leave_an_entry(self, receipt: Template) -> None:
        tell("before")
        row = save()
        tell("after")
        said = {one.key: unseal_words(one.words).subject for one in Message.objects.all()}
        assert said == {"before": "【受付】犬の登録（1）", "after": "受付しました"}
        [entry] = audit.history(row)
        assert (entry.text, entry.actor_key) == ("お知らせの文例を変えた", "staff:3")

    def test_are_of_one_language(self, receipt: Template) -> None:
        save()
        assert queries.words_that_hold("trial.receipt", "en").subject.startswith("Received")
        assert queries.templates_with_own_words() == {("trial.receipt", "ja")}

    def test_can_be_taken_back(self, receipt: Template) -> None:
        save()
        restore_template_text(EDITOR, template="trial.receipt", language="ja", seen_version=1)
        assert queries.words_that_hold("trial.receipt", "ja").subject.startswith("【受付】")
        assert queries.templates_with_own_words() == set()
        save(seen=2)
        assert queries.latest_own("trial.receipt", "ja") is not None
        assert TemplateText.objects.count() == 3

    def test_do_not_overwrite_what_somebody_else_saved(self, receipt: Template) -> None:
        save()
        with pytest.raises(Conflict):
            save(Words("別", "{title}"), seen=0)
        with pytest.raises(Conflict):
            restore_template_text(EDITOR, template="trial.receipt", language="ja", seen_version=0)
        assert TemplateText.objects.count() == 1

    @pytest.mark.parametrize("words", [Words("", "本文"), Words("件名", "{secret}"), Words("件名", "{title")])
    def test_are_refused_with_the_field_when_not_sound(self, receipt: Template, words: Words) -> None:
        with pytest.raises(Refusal) as refused:
            save(words)
        assert refused.value.fields
        assert not TemplateText.objects.exists()

    def test_belong_to_a_known_template_and_language(self, receipt: Template) -> None:
        with pytest.raises(NotFound):
            save(language="fr")
        with pytest.raises(NotFound):
            save_template_text(EDITOR, template="trial.none", language="ja", words=OWN, seen_version=0)

    @pytest.mark.parametrize("actor", [anonymous(), Actor(kind="staff", key="staff:4", label="課")])
    def test_are_written_by_editors_only(self, receipt: Template, actor: Actor) -> None:
        with pytest.raises(NotAllowed):
            save(actor=actor)
        with pytest.raises(NotAllowed):
            restore_template_text(actor, template="trial.receipt", language="ja", seen_version=0)
        assert not queries.texts_visible_to(actor, "trial.receipt").exists()
        assert not TemplateText.objects.exists()
