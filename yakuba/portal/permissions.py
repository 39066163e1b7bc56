"""Who may do what in the conversation on LINE."""

from yakuba.kernel.permissions import Permission

HEAR_LINE = Permission("portal.hear_line", "LINEでの問いかけに答える")
"""The worker alone: what friends press and write is told to it by events."""

ANSWER_TALKS = Permission("portal.answer_talks", "LINEの相談を読んで、答える")
