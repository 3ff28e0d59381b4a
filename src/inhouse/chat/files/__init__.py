"""Files that people attach to a chat: taken in, read, kept with the chat, and put into its prompts.

A file lives where its chat lives: in rows, sealed under the chat's key, or in memory only. Its name is content too. The
file as it came is kept only until it is read; then there are its text in portions, or its picture made anew. It goes
with the chat, and a day later when it was never sent.
"""
