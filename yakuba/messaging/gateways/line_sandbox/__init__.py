"""A stand-in for LINE: its Messaging API, its webhooks, and telephones to look at, on this machine only.

LINE forbids load tests against its platform and asks for an environment of one's own. This is one: bodies are judged
by LINE's published facts (`facts.json`: names, types and limits from line/line-openapi, Apache-2.0) and by limits of
its reference pages (`limits.py`); retry keys, quota, rates, blocks, lost answers and redelivery behave as LINE's do.
It reads no table of the house and delivers to nobody.
"""
