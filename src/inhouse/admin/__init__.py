"""What an administrator sees and changes: people, models, how the system stands.

This room asks other rooms and owns no rules of its own. It promises that nothing in it shows what people write: there
is no way from here to a chat.
"""
