"""The simulated Dynamics in which something is triggered, and what was done in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cifbridge import odata
from cifbridge_workbench.host import Dynamics
from cifbridge_workbench.host.answers import Missing
from cifbridge_workbench.host.sessions import HOME_ID, HostSession
from cifbridge_workbench.trigger.keys import nearest

# So that the nearest name can be found without reading a table of thousands.
_NAMES_READ = 200


class Scene:
    """A host, what was asked for, and the steps so far.

    Attributes:
        host: The simulated Dynamics.
        given: The values of the keys.
        did: The steps, each a clause in the past tense.
    """

    def __init__(self, host: Dynamics, given: Mapping[str, Any]) -> None:
        """Start before the first step."""
        self.host = host
        self.given = given
        self.did: list[str] = []

    @property
    def owner(self) -> str:
        """Whose session is meant: the provider that is named, else the one whose widget is seen."""
        if named := self.given.get("provider"):
            providers = self.host.providers.all
            known = [each.unique_name for each in providers]
            if named not in known:
                raise Missing(f"There is no provider {named}; {_choice(named, known)}")
            return str(named)
        active = self.host.active_provider.unique_name
        if self.host.wire.shows(active):
            return active
        return self.host.providers.all[0].unique_name

    async def own_sessions(self, count: int) -> list[HostSession]:
        """Give the owner's sessions; some are opened if there are fewer than are needed."""
        owner = self.owner
        while True:
            own = [each for each in self.host.sessions if each.provider == owner]
            if len(own) >= count:
                return own
            await self.open_session(owner)

    async def open_session(self, owner: str, customer: str = "") -> HostSession:
        """Open a session for a provider."""
        opened = await self.host.open_session(owner, customer)
        self.did.append(f"opened {opened} for {owner}")
        return self.host.focused_session

    async def session(self) -> HostSession:
        """Give the session that is named; else the owner's own, the focused one first."""
        if named := self.given.get("session"):
            for session in self.host.sessions:
                if named in (session.id, session.title) and session.id != HOME_ID:
                    return session
            known = [each.id for each in self.host.sessions if each.id != HOME_ID]
            raise Missing(f"There is no session {named}; {_choice(named, known)}")
        own = await self.own_sessions(1)
        focused = self.host.focused_session
        return focused if focused in own else own[-1]

    def record(self, table: str, named: str = "", *, having: str = "", but: str = "") -> str:
        """Find a record's id.

        Args:
            table: Logical name of its table.
            named: Its id or its name; the first by name when left out.
            having: A column that must have a value.
            but: The id of one that will not do.

        Raises:
            Missing: There is none.
            DataverseError: There is no such table or column.
        """
        about = self.host.dataverse.metadata(table, [having] if having else [])
        key, name = about["PrimaryIdAttribute"], about["PrimaryNameAttribute"]
        if _is_id(named):
            return named
        conditions = [odata.eq(name, named)] if named else []
        conditions += [odata.ne(having, None)] if having and not named else []
        conditions += [odata.ne(key, UUID(but))] if but else []
        query = odata.query(
            select=[key],
            filter=odata.all_of(*conditions) if conditions else None,
            orderby=[name],
            top=1,
        )
        found = self.host.dataverse.search(table, query)
        if found:
            return str(found[0][key])
        what = f"{table} named {named}" if named else f"{table} that would do"
        names = self.host.dataverse.search(table, odata.query(select=[name], top=_NAMES_READ))
        known = [str(row[name]) for row in names if row[name]]
        raise Missing(f"There is no {what}{named and f'; {_choice(named, known)}'}")

    async def on_record(self, table: str, record: str) -> None:
        """Let the agent look at a record, if it does not do so already."""
        if self.host.page != {"pagetype": "entityrecord", "etn": table, "id": record}:
            await self.host.open_record(table, record)
            title = self.host.focused_session.focused_tab.title
            self.did.append(f"opened the {table} {title}")


def _choice(name: str, known: list[str]) -> str:
    return nearest(name, known) or f"there are {', '.join(known[:10]) or 'none'}"


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
