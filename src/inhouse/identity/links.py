"""One-time links: for the first administrator, and for whoever is to choose a password."""

from datetime import timedelta

from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller
from inhouse.core.ids import PersonId, new_id
from inhouse.identity import records
from inhouse.identity.access import Administration, Console, check_administers, put_on_record
from inhouse.identity.attempts import Attempts
from inhouse.identity.emails import email_key
from inhouse.identity.errors import LinkUnknown, LinkUsed, PasswordChosen, PersonUnknown
from inhouse.identity.names import checked_name
from inhouse.identity.passwords import Passwords, check_strength
from inhouse.identity.people import new_person
from inhouse.identity.person import Browser, LinkFacts, LinkKind, OneTimeLink, Opened
from inhouse.identity.sessions import Sessions
from inhouse.identity.tokens import fingerprint, new_token
from inhouse.store import Role, Store, Work
from inhouse.store.acts import note

SETUP_LASTS = timedelta(hours=24)
INVITE_LASTS = timedelta(days=7)


class Links:
    """Makes and opens one-time links. Of a used or unknown link nothing more is told."""

    def __init__(self, store: Store, passwords: Passwords, sessions: Sessions, attempts: Attempts) -> None:
        self._store = store
        self._passwords = passwords
        self._sessions = sessions
        self._attempts = attempts

    async def new_set_up(self) -> OneTimeLink | None:
        """A link that makes the first administrator; None when somebody is there already. Shown by the start."""
        token, expires_at = new_token(), clock.now() + SETUP_LASTS
        async with self._store.work(None, Role.JOBS) as work:
            if await records.is_set_up(work):
                return None
            kind = LinkKind.SETUP
            await records.add_link(work, kind, fingerprint(token), link=new_id(), person=None, expires_at=expires_at)
        return OneTimeLink(kind, token, expires_at)

    async def new_invite(self, caller: Caller, person: PersonId) -> OneTimeLink:
        """A link by which an invited person chooses their first password; older ones of theirs die.

        Raises PersonUnknown, and PasswordChosen for whoever has one: an administrator who could set somebody's
        password could read their chats.
        """
        check_administers(caller)
        async with self._store.work(caller) as work:
            return await _invite(work, caller, person)

    async def new_password(self, email: str) -> OneTimeLink:
        """A link by which a person chooses a new password, from the command line on the server.

        Raises PersonUnknown.
        """
        async with self._store.work(None, Role.JOBS) as work:
            person = await records.person_by_email(work, email_key(email))
            if person is None:
                raise PersonUnknown(f"Nobody with the e-mail {email} can sign in here.")
            return await _invite(work, Console.HERE, person)

    async def look(self, token: str, browser: Browser) -> LinkFacts:
        """What the link is for, without using it. Raises LinkUnknown, LinkUsed, TooManyAttempts."""
        counted = self._attempts.of_link(browser)
        await self._attempts.count(counted)
        async with self._store.work(None) as work:
            found = await records.link(work, fingerprint(token.strip()), clock.now())
        if found is None:
            raise _refusal("unknown")
        facts, used = found
        if used:
            raise _refusal("used")
        await self._attempts.forgive(counted)
        return facts

    async def set_up(self, token: str, email: str, name: str, password: str, browser: Browser) -> Opened:
        """Make the first administrator and sign them in. Of many at once exactly one wins.

        Raises LinkUnknown, LinkUsed, InvalidEmail, WeakPassword, TooManyAttempts.
        """
        await self._check_kind(token, LinkKind.SETUP, browser)
        person = new_person(email, name, admin=True)
        check_strength(password, email)
        hashed = await self._passwords.hash(password)
        async with self._store.work(None) as work:
            outcome = await records.set_up(work, fingerprint(token.strip()), person, hashed, clock.now())
            if outcome == "done":
                await note(work, Act(ActKind.ROLE, None, person.id, facts={"what": "first_administrator"}))
        if outcome != "done":
            raise _refusal(outcome)
        return await self._sessions.open(person.id, admin=True, browser=browser)

    async def accept(self, token: str, password: str, name: str | None, browser: Browser) -> Opened:
        """Choose a password by an invitation and sign in; older sessions of the person end. Raises as `set_up`."""
        facts = await self._check_kind(token, LinkKind.INVITE, browser)
        check_strength(password, facts.email or "")
        chosen = None if name is None else checked_name(name)
        hashed = await self._passwords.hash(password)
        async with self._store.work(None) as work:
            outcome, person, admin = await records.accept(work, fingerprint(token.strip()), hashed, chosen, clock.now())
            if outcome == "done" and person is not None:
                await note(work, Act(ActKind.SETTINGS, person, facts={"what": "password_by_link"}))
        if outcome != "done" or person is None:
            raise _refusal(outcome)
        return await self._sessions.open(person, admin=admin, browser=browser)

    async def _check_kind(self, token: str, kind: LinkKind, browser: Browser) -> LinkFacts:
        """Look first, so that nobody without a link makes us hash."""
        facts = await self.look(token, browser)
        if facts.kind is not kind:
            raise _refusal("unknown")
        return facts


async def _invite(work: Work, who: Administration, person: PersonId) -> OneTimeLink:
    token, expires_at = new_token(), clock.now() + INVITE_LASTS
    kind = LinkKind.INVITE
    outcome = await records.add_link(
        work, kind, fingerprint(token), link=new_id(), person=person, expires_at=expires_at
    )
    if outcome == "joined":
        raise PasswordChosen(
            "This person has chosen a password already.",
            hint="If it is lost, run on the server: inhouse users link --email THEIR-EMAIL",
        )
    if outcome != "done":
        raise PersonUnknown("There is no such person, or they are disabled.")
    await put_on_record(work, who, "link_for_password", subject=person)
    return OneTimeLink(kind, token, expires_at)


def _refusal(outcome: str) -> LinkUnknown | LinkUsed:
    hint = "Ask for a new one."
    if outcome == "used":
        return LinkUsed("This link was used already.", hint="Sign in, or ask for a new one.")
    return LinkUnknown("This link is not valid, or not any more.", hint=hint)
