"""Samples: filled-in forms for the demonstration and for tests.

`answers` types valid answers into any form, `papers` makes small real files, `applying` hands applications in through
the verbs a resident's pages call. Nothing here knows a procedure: what is typed comes from wishes, else by lot.
"""
