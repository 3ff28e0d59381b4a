"""How long chats stay, and on which date one goes.

A group's rule takes the place of the organisation's; of several groups the shortest counts. The owner of a chat may
give it less time, never more. Time counts from the last use. A pinned chat stays. Whoever changes the rules gives
everybody seven days: nothing goes by a rule sooner after a change.
"""

from inhouse.chat.retention.rule import NOTICE, Rules, Standing

__all__ = ["NOTICE", "Rules", "Standing"]
