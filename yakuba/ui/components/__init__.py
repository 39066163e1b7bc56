"""The parts pages are made of, as small functions that return escaped HTML.

`fields` single questions · `parts` questions of several boxes (name, address, date, bank account) ·
`groups` repeating groups and files · `actions` buttons and search · `notices` what the office has to say ·
`navigation` where one is · `records` what is on file. Every one of them stands in the catalogue at `/ui/`.
"""
