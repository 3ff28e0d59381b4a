"""What was used: a row for each call, without content.

It promises: a row for every call that went down the road, chat or door, within a second of its end; people see their
own rows, administrators see groups of five or more. It refuses: words, titles, and showing one person's use to another.
"""
