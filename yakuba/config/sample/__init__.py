"""The sample week: some weeks of applications, so that a demonstration does not begin with empty lists.

`reading` reads the ward pack's people and words, `moments` finds times, `way` does the verbs of one application,
`courses` says in which order, `weeks` plays all of them over a clock of its own. Everything happens through the verbs
that the pages call.
"""
