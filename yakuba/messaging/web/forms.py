"""The form in which the office writes its own words."""

from django import forms

from yakuba.messaging.rules.wording import LONGEST_BODY, LONGEST_SUBJECT, Words, tidy


class WordsForm(forms.Form):
    """Subject, body, and the version its writer had before them."""

    subject = forms.CharField(label="件名", max_length=LONGEST_SUBJECT, strip=True)
    body = forms.CharField(label="本文", max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 14}))
    seen_version = forms.IntegerField(min_value=0, max_value=2**31 - 2, widget=forms.HiddenInput)

    def words(self) -> Words:
        """What was written, with one kind of line break."""
        return Words(self.cleaned_data["subject"], tidy(self.cleaned_data["body"]))
