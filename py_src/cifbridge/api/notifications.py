"""Notifications: asking the agent, and waiting for the answer."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from ..models import NotificationAnswer
from .base import Calls, mapping, template_input, text


class Notifications(Calls):
    """Calls that show notifications to the agent."""

    async def notify_event(
        self,
        template_name: str,
        template_parameters: Mapping[str, object] | None = None,
        *,
        cancellation_token: str | None = None,
        extra: Mapping[str, object] | None = None,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> NotificationAnswer:
        """Show a notification and wait for the agent's answer (reference: notifyEvent).

        Args:
            template_name: Unique name of a notification template.
            template_parameters: Values for the template's slugs.
            cancellation_token: A token of yours, unique, to take the notification back with
                `cancel_event`.
            extra: Further keys of the input, passed as they are: `{"templateTag": "vip"}`.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up; without one it waits for the agent, as long as
                the template lets the notification stand.

        Returns:
            What became of it. A rejection and a time-out are answers, not errors.

        Raises:
            TemplateNotFound: No notification template of that name.
        """
        api = "notifyEvent"
        parameters = {} if template_parameters is None else template_parameters
        given = {"cancellationToken": cancellation_token}
        bag = template_input(api, template_name, parameters, given, extra)
        answer = await self._call(api, (bag,), correlation_id, timeout, patient=True)
        return NotificationAnswer.from_answer(mapping(answer, api))

    async def cancel_event(
        self,
        cancellation_token: str,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> str | None:
        """Take a notification back (reference: cancelEvent).

        Args:
            cancellation_token: The token that `notify_event` was given.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

        Returns:
            The token, if the host tells.
        """
        api = "cancelEvent"
        token = text(cancellation_token, "cancellation_token", api)
        answer = await self._call(api, (token,), correlation_id, timeout)
        return None if answer is None else str(answer)
