"""The agent of the workbench, as a widget's Python reaches it: through the test's bridge."""

import json


class AgentError(Exception):
    """What the agent wanted cannot be done."""


class Agent:
    """What cases ask of the agent; `do` carries it out, with plain data both ways."""

    def __init__(self, do):
        self._do = do

    def __getattr__(self, name):
        async def act(*args, **keys):
            return await self._do(name, args, keys)

        return act

    async def session(self, session_id):
        return next(each for each in await self.sessions() if each["id"] == session_id)

    async def problem_of(self, action):
        """Await an action; tell what was in its way."""
        try:
            await action
        except AgentError as error:
            return str(error)
        return None


def agent_beyond(bridge):
    """Make the agent behind a JavaScript function of a name and JSON text."""

    async def do(name, args, keys):
        answer = json.loads(await bridge(name, json.dumps([*args, keys] if keys else args)))
        if "problem" in answer:
            raise AgentError(answer["problem"])
        return answer.get("value")

    return Agent(do)
