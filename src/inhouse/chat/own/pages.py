"""Chats as pages that any browser reads without a network: no script, no picture from elsewhere."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from html import escape

from inhouse.chat.chat import Chat, Message, Speaker

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
article{border-block-start:1px solid #8886;padding-block:.75rem}
pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;margin:0}
header,small{opacity:.75}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around what people wrote."""

    language: str
    you: str
    answer: str
    attached: str
    aside: str
    untitled: str
    contents: str
    about: str


ENGLISH = Labels(
    language="en",
    you="You",
    answer="Answer",
    attached="Attached",
    aside="another try",
    untitled="Untitled chat",
    contents="My chats",
    about="Everything that Inhouse keeps about you. Chats with history off are not here: they were never stored.",
)
GERMAN = Labels(
    language="de",
    you="Sie",
    answer="Antwort",
    attached="Angehängt",
    aside="anderer Versuch",
    untitled="Chat ohne Titel",
    contents="Meine Chats",
    about="Alles, was Inhouse über Sie aufbewahrt. Chats ohne Verlauf fehlen: Sie wurden nie gespeichert.",
)


async def page(
    labels: Labels, chat: Chat, shown: Iterable[object], said: AsyncGenerator[Message]
) -> AsyncGenerator[bytes]:
    """One chat, oldest message first. What is not among `shown`, the ids of the path, is marked as another try."""
    title, path = chat.title or labels.untitled, set(shown)
    yield _head(labels, title)
    async with aclosing(said):
        async for message in said:
            yield _article(labels, message, aside=message.id not in path).encode()
    yield b"</body></html>\n"


def contents(labels: Labels, chats: Iterable[tuple[str, str | None]], others: Iterable[str]) -> bytes:
    """The first page: chats by path and title, and the other files by path."""
    lines = [f'<li><a href="{escape(path)}">{escape(title or labels.untitled)}</a></li>' for path, title in chats]
    rest = [f'<li><a href="{escape(path)}">{escape(path)}</a></li>' for path in others]
    body = f"<p>{escape(labels.about)}</p><ul>{''.join(rest)}</ul><ul>{''.join(lines)}</ul></body></html>\n"
    return _head(labels, labels.contents) + body.encode()


def _head(labels: Labels, title: str) -> bytes:
    return (
        f'<!doctype html><html lang="{labels.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f'<style>{_STYLE}</style></head><body><h1 dir="auto">{escape(title)}</h1>'
    ).encode()


def _article(labels: Labels, message: Message, *, aside: bool) -> str:
    who = labels.you if message.speaker is Speaker.USER else f"{labels.answer} ({message.model or '?'})"
    head = f"{escape(who)}, {message.created_at:%Y-%m-%d %H:%M} UTC{f' ({labels.aside})' if aside else ''}"
    files = "".join(f"<li>{escape(labels.attached)}: {escape(one.name)}</li>" for one in message.attachments)
    listed = f"<ul>{files}</ul>" if files else ""
    return f'<article><header>{head}</header>{listed}<pre dir="auto">{escape(message.text)}</pre></article>'
