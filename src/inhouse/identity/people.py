"""People: made, seen and changed, by themselves and by administrators."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from inhouse.core import clock
from inhouse.core.acts import ActKind
from inhouse.core.caller import Caller
from inhouse.core.errors import InvalidRequest, SignInNeeded
from inhouse.core.ids import PersonId, new_id
from inhouse.identity import records
from inhouse.identity.access import Administration, Console, check_administers, put_on_record
from inhouse.identity.emails import checked, email_key
from inhouse.identity.errors import EmailTaken, LastAdministrator, PersonUnknown, WrongPassword
from inhouse.identity.keys import Forget
from inhouse.identity.names import checked_name
from inhouse.identity.passwords import Passwords, check_strength
from inhouse.identity.person import Person, PersonChange, PersonRow, ProfileChange
from inhouse.identity.records import NewPerson
from inhouse.store import AlreadyThere, Role, Store, Work
from inhouse.vault import Sealer, Vault

LONGEST_INSTRUCTIONS = 8000

_INSTRUCTIONS = "instructions"


class People:
    """Everybody who may sign in. `forget` is called after every change of who may do what."""

    def __init__(self, store: Store, vault: Vault, passwords: Passwords, forget: Forget) -> None:
        self._store = store
        self._vault = vault
        self._passwords = passwords
        self._forget = forget

    async def is_set_up(self) -> bool:
        """Whether there is anybody; before that only the set-up page works."""
        async with self._store.work(None) as work:
            return await records.is_set_up(work)

    async def create(self, email: str, name: str, password: str, *, admin: bool, auditor: bool = False) -> PersonId:
        """Make a person who can sign in, from the command line. Raises InvalidEmail, WeakPassword, EmailTaken."""
        person = new_person(email, name, admin=admin, auditor=auditor)
        check_strength(password, email)
        hashed = await self._passwords.hash(password)
        now = clock.now()
        try:
            async with self._store.work(None, Role.JOBS) as work:
                await records.add_person(work, person, now)
                await records.add_password(work, person.id, hashed, now)
                await _note_new(work, Console.HERE, person)
        except AlreadyThere:
            raise _taken() from None
        return person.id

    async def by_email(self, email: str, *, disabled: bool = False) -> PersonId | None:
        """An enabled person, or also a disabled one, for the command line on the server."""
        async with self._store.work(None, Role.JOBS) as work:
            return await records.person_by_email(work, email_key(email), disabled=disabled)

    async def everybody(self) -> Sequence[PersonId]:
        """All people, disabled ones too, for the command line on the server."""
        async with self._store.work(None, Role.JOBS) as work:
            return await records.everybody(work)

    # What a person sees and changes of themselves

    async def profile(self, caller: Caller) -> Person:
        """The caller. Raises SignInNeeded when they are gone."""
        async with self._store.work(caller) as work:
            row = await records.profile(work, caller.person)
            if row is None:
                raise SignInNeeded("You are not signed in any more.")
            sealed: bytes | None = row["instructions"]
            instructions = _open(await self._vault.person(work, caller), sealed, caller) if sealed else ""
        return Person(
            id=caller.person,
            email=row["email"],
            name=row["name"],
            admin=row["admin"],
            auditor=row["auditor"],
            locale=row["locale"],
            theme=row["theme"],
            instructions=instructions,
            created_at=row["created_at"],
        )

    async def change_profile(self, caller: Caller, change: ProfileChange) -> Person:
        """Change what is given; gives the caller as they are then. Raises InvalidRequest."""
        values: dict[str, Any] = {}
        if change.name is not None:
            values["name"] = checked_name(change.name)
        if change.locale is not None or change.clear_locale:
            values["locale"] = change.locale
        if change.theme is not None:
            values["theme"] = change.theme
        if change.instructions is not None and len(change.instructions) > LONGEST_INSTRUCTIONS:
            raise InvalidRequest(f"The instructions are longer than {LONGEST_INSTRUCTIONS} characters.")
        if change.instructions is not None and "\x00" in change.instructions:
            raise InvalidRequest("The instructions hold a NUL character.", hint="Remove it.")
        async with self._store.work(caller) as work:
            if change.instructions is not None:
                sealer = await self._vault.person(work, caller)
                plain = change.instructions.encode()
                values["instructions"] = sealer.seal(plain, _INSTRUCTIONS, caller.person) if plain else None
            if values:
                await records.change_profile(work, caller.person, values)
        return await self.profile(caller)

    async def change_password(self, caller: Caller, current: str, new: str) -> None:
        """Replace the caller's password and end their other sessions. Raises WrongPassword, WeakPassword."""
        async with self._store.work(caller) as work:
            found = await records.password_of(work, caller.person)
        email, stored = found or ("", None)
        if not await self._passwords.verify(current, stored):
            raise WrongPassword("The present password is another one.", hint="Type the one you sign in with.")
        check_strength(new, email)
        hashed = await self._passwords.hash(new)
        async with self._store.work(caller) as work:
            await records.change_password(work, caller.person, hashed, clock.now())
            await records.end_sessions(work, caller.person, but=caller.credential)

    async def check_it_is(self, caller: Caller, password: str, email: str) -> None:
        """Make sure that it is the caller who asks: by the password, or by the e-mail for who has none.

        Raises WrongPassword.
        """
        async with self._store.work(caller) as work:
            found = await records.password_of(work, caller.person)
            row = None if found is not None else await records.profile(work, caller.person)
        if found is not None:
            if not await self._passwords.verify(password, found[1]):
                raise WrongPassword("That is not your password.", hint="Type the one you sign in with.")
        elif row is None or email_key(email) != email_key(row["email"]):
            raise WrongPassword("That is not your e-mail.", hint="Type the one you sign in with.")

    # What an administrator sees and changes

    async def list(self, caller: Caller) -> Sequence[PersonRow]:
        """Everybody, the oldest first. Raises Forbidden."""
        check_administers(caller)
        async with self._store.work(caller) as work:
            return await records.list_people(work)

    async def add(
        self, caller: Caller, email: str, name: str, *, admin: bool = False, auditor: bool = False
    ) -> PersonRow:
        """Make a person without a password; a link lets them choose one. Raises Forbidden, InvalidEmail, EmailTaken."""
        check_administers(caller)
        person = new_person(email, name, admin=admin, auditor=auditor)
        try:
            async with self._store.work(caller) as work:
                await records.add_person(work, person, clock.now())
                await _note_new(work, caller, person)
                return (await records.list_people(work, person.id))[0]
        except AlreadyThere:
            raise _taken() from None

    async def change(self, caller: Caller, person: PersonId, change: PersonChange) -> PersonRow:
        """Change what is given. Disabling ends the person's sessions, keys and links at once.

        Raises Forbidden, PersonUnknown, LastAdministrator.
        """
        check_administers(caller)
        wanted = change if change.name is None else replace(change, name=checked_name(change.name))
        async with self._store.work(caller) as work:
            await _change(work, caller, person, wanted)
            found = await records.list_people(work, person)
        self._forget()
        if not found:
            # The caller has just stopped being an administrator, and sees only themselves from now on.
            raise PersonUnknown("There is no such person.")
        return found[0]

    async def change_role(self, person: PersonId, *, admin: bool, auditor: bool) -> None:
        """Give a person this role, from the command line. Raises PersonUnknown, LastAdministrator."""
        async with self._store.work(None, Role.JOBS) as work:
            await _change(work, Console.HERE, person, PersonChange(admin=admin, auditor=auditor))
        self._forget()


def new_person(email: str, name: str, *, admin: bool, auditor: bool = False) -> NewPerson:
    """A person to be written down. Raises InvalidEmail and InvalidRequest."""
    written = checked(email)
    return NewPerson(PersonId(new_id()), written, email_key(written), checked_name(name), admin, auditor)


async def _change(work: Work, who: Administration, person: PersonId, change: PersonChange) -> None:
    outcome = await records.change_person(work, person, change, clock.now())
    if outcome == "unknown":
        raise PersonUnknown("There is no such person.")
    if outcome == "last":
        raise LastAdministrator(
            "Nobody would be left to administer.", hint="Make somebody else an administrator first."
        )
    await _note_change(work, who, person, change)


async def _note_new(work: Work, who: Administration, person: NewPerson) -> None:
    kind = ActKind.ROLE if person.admin or person.auditor else ActKind.SETTINGS
    facts = {"admin": int(person.admin), "auditor": int(person.auditor)}
    await put_on_record(work, who, "person_added", facts, kind=kind, subject=person.id)


async def _note_change(work: Work, who: Administration, person: PersonId, change: PersonChange) -> None:
    if change.admin is not None:
        await put_on_record(work, who, "admin", {"now": int(change.admin)}, kind=ActKind.ROLE, subject=person)
    if change.auditor is not None:
        await put_on_record(work, who, "auditor", {"now": int(change.auditor)}, kind=ActKind.ROLE, subject=person)
    if change.disabled is not None:
        await put_on_record(work, who, "person_disabled", {"now": int(change.disabled)}, subject=person)
    if change.name is not None:
        await put_on_record(work, who, "person_renamed", subject=person)


def _open(sealer: Sealer, sealed: bytes, caller: Caller) -> str:
    return sealer.open(sealed, _INSTRUCTIONS, caller.person).decode()


def _taken() -> EmailTaken:
    return EmailTaken("Somebody with that e-mail is here already.")
