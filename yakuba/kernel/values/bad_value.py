"""The refusal of a value: a sentence for the person who typed it, and its parts for translators."""


class BadValue(ValueError):
    """A text that cannot be read as the value it should be.

    `sentence` is plain Japanese (です・ます) and complete. `template` and `params` are the same sentence
    before its blanks were filled (`%(name)s`), so that a page in another language can translate the template
    first.
    """

    def __init__(self, template: str, **params: object) -> None:
        self.template = template
        self.params = params
        self.sentence = template % params if params else template
        super().__init__(self.sentence)
