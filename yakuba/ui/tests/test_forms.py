"""Django forms are drawn with the components, by widget."""

from django import forms
from django.template import engines
from django.utils.datastructures import MultiValueDict

from yakuba.ui.forms import error_links, form_fields
from yakuba.ui.tests.reading import elements, one, text


class Everything(forms.Form):
    """One field of every kind the house uses."""

    name = forms.CharField(
        label="名前", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name", "data-width": "m"})
    )
    email = forms.EmailField(label="メール", required=False, help_text="控えを送ります。")
    password = forms.CharField(
        label="パスワード", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    way = forms.ChoiceField(label="方法", choices=[("", "選ぶ"), ("a", "郵送"), ("b", "窓口")])
    kind = forms.ChoiceField(label="種類", choices=[("x", "一"), ("y", "二")], widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(
        label="配慮", choices=[("1", "手話"), ("2", "筆談")], widget=forms.CheckboxSelectMultiple
    )
    remember = forms.BooleanField(label="覚える", required=False)
    paper = forms.FileField(label="書類", required=False, widget=forms.FileInput(attrs={"accept": ".pdf"}))
    when = forms.DateField(label="日付", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    token = forms.CharField(widget=forms.HiddenInput)


def bound() -> Everything:
    data: MultiValueDict[str, str] = MultiValueDict(
        {
            "name": ["<山田>"],
            "email": ["x"],
            "password": ["secret-words"],
            "way": ["b"],
            "kind": ["y"],
            "needs": ["2"],
            "remember": ["on"],
            "token": ["t"],
        }
    )
    return Everything(data)


def test_an_empty_form_is_drawn_by_widget() -> None:
    html = form_fields(Everything())
    assert one(html, "input", name="name").attributes["autocomplete"] == "name"
    assert one(html, "input", name="name").attributes["class"] == "input input--m"
    assert one(html, "input", name="email").attributes["type"] == "email"
    assert one(html, "textarea", name="reason").attributes["data-limit"] == "200"
    assert one(html, "select", name="way")
    assert len(elements(html, "input", name="kind", type="radio")) == 2
    assert len(elements(html, "input", name="needs", type="checkbox")) == 2
    assert one(html, "input", name="remember", type="checkbox")
    assert one(html, "input", name="paper", accept=".pdf")
    assert one(html, "input", name="token", type="hidden")
    assert "控えを送ります。" in text(html)


def test_a_sent_form_keeps_the_answers_but_never_a_password() -> None:
    html = form_fields(bound())
    assert one(html, "input", name="name").attributes["value"] == "<山田>"
    assert "secret-words" not in html
    assert one(html, "option", selected="").attributes["value"] == "b"
    assert "checked" in one(html, "input", name="kind", value="y").attributes
    assert "checked" in one(html, "input", name="needs", value="2").attributes
    assert "checked" in one(html, "input", name="remember").attributes


def test_mistakes_are_listed_in_order_and_lead_to_their_fields() -> None:
    form = bound()
    form.add_error(None, "全体の間違い")
    links = error_links(form)
    assert [link.target for link in links] == ["", "id_email", "id_reason"]
    html = form_fields(form)
    for link in links[1:]:
        assert one(html, id=link.target)
    assert one(html, "input", name="email").attributes["aria-describedby"] == "id_email-help id_email-error"


def test_templates_reach_the_same_drawing() -> None:
    template = engines["django"].from_string(
        "{% load ui %}{% form_errors form %}{% form_fields form %}{% form_field form.name %}"
    )
    html = template.render({"form": bound()})
    assert one(html, "section", id="errors")
    assert len(elements(html, "input", name="name")) == 2
