"""LINE: an asynchronous client of the Messaging API, its signature, and the gateway that carries deliveries.

Written after LINE's published OpenAPI (line/line-openapi, Apache-2.0) and its reference pages. LINE's own package is
the oracle of the tests, not a part of the house: sending one by one it needs three times the CPU time (ADR 0021).
"""
