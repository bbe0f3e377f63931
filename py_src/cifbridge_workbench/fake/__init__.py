"""A Dynamics without a browser, for unit tests of widgets."""

from cifbridge_workbench.fake.analytics import LoggedEvent
from cifbridge_workbench.fake.forms import Form
from cifbridge_workbench.fake.host import Call, FakeHost
from cifbridge_workbench.fake.notifications import Notification
from cifbridge_workbench.fake.sessions import Session, Tab

__all__ = ["Call", "FakeHost", "Form", "LoggedEvent", "Notification", "Session", "Tab"]
