"""The agent of the fake host, in the workbench's plain data."""

from contract_cases.agent import Agent, AgentError

from cifbridge_workbench.fake import FakeHost


class FakeDesk:
    """`window.workbench`, for the fake host."""

    def __init__(self, host: FakeHost) -> None:
        self.host = host

    def __getattr__(self, name):
        return getattr(self.host, name)

    def sessions(self):
        return [plain_session(each, self.host.focused_session.id) for each in self.host.sessions]

    def notifications(self):
        return [
            {"id": each.id, "title": each.title, "shown": each.shown}
            for each in self.host.notifications
        ]

    def forms(self):
        return [
            {"entityName": each.entity_name, "entityId": each.entity_id, "values": each.values}
            for each in self.host.forms
        ]

    def analytics(self):
        return [
            {
                "eventName": each.event_name,
                "stored": each.stored,
                "reason": each.reason,
                "sessionId": each.session_id,
            }
            for each in self.host.analytics
        ]

    def panel(self):
        return {"mode": self.host.panel_mode, "width": self.host.panel_width}

    def presence(self):
        return self.host.presence

    def page(self):
        return self.host.page

    def hear(self, event):
        self.host.hear(event)

    def heard(self, event):
        return self.host.hear(event)

    async def emit(self, event, payload=None):
        return "success" if (await self.host.emit(event, payload)).fulfilled else "failure"

    async def raise_event(self, event, value=None):
        await self.host.raise_event(event, value)


def plain_session(session, focused_id):
    return {
        "id": session.id,
        "title": session.title,
        "provider": session.provider,
        "focused": session.id == focused_id,
        "templateParameters": session.template_parameters,
        "context": session.context,
        "providerSessionId": session.provider_session_id,
        "unread": session.unread,
        "focusRequested": session.focus_requested,
        "kpiBreach": session.kpi_breach,
        "tabs": [
            {"id": tab.id, "title": tab.title, "page": tab.page, "reloads": tab.reloads}
            for tab in session.tabs
        ],
    }


def agent_of(host):
    desk = FakeDesk(host)

    async def do(name, args, keys):
        try:
            done = getattr(desk, name)(*args, **keys)
            return await done if hasattr(done, "__await__") else done
        except (LookupError, ValueError) as problem:
            raise AgentError(str(problem)) from None

    return Agent(do)
