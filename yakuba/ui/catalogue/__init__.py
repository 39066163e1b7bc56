"""The living catalogue: every component as it is drawn today, with when to use it and how to call it."""

from yakuba.ui.catalogue import composites, files, questions, words
from yakuba.ui.catalogue.entries import Entry

ENTRIES: tuple[Entry, ...] = (*questions.ENTRIES, *composites.ENTRIES, *words.ENTRIES, *files.ENTRIES)
BY_SLUG = {entry.slug: entry for entry in ENTRIES}
