"""The simulated Dynamics: one model, behind unit tests, the workbench and browser tests alike."""

from cifbridge_workbench.host.clock import Clock
from cifbridge_workbench.host.dynamics import Dynamics
from cifbridge_workbench.host.widget_page import WidgetPage

__all__ = ["Clock", "Dynamics", "WidgetPage"]
