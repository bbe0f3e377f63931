"""``cifbridge doctor``: what is wrong with a widget on its way from a machine to Dynamics.

One module for each thing that is looked at, whose functions each look at one side of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cifbridge_workbench.build.app import App
from cifbridge_workbench.build.bundle import MANIFEST
from cifbridge_workbench.build.organisations import dynamics_origins, trusted_origins
from cifbridge_workbench.doctor.built_site import examine_site
from cifbridge_workbench.doctor.code import Code
from cifbridge_workbench.doctor.deployed import examine_url
from cifbridge_workbench.doctor.export import read_export
from cifbridge_workbench.doctor.findings import Examined, refused
from cifbridge_workbench.doctor.machine import examine_machine
from cifbridge_workbench.doctor.project import STOPS, examine_project, widgets_code
from cifbridge_workbench.doctor.provider import examine_provider
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.paths import short


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is to be looked at, beside the machine.

    Attributes:
        apps: The project's widgets.
        sites: Folders of built sites.
        url: Where the widget is deployed.
        exports: Files with rows of Dataverse.
        refusal: Why the project's widgets cannot be told, if they cannot.
    """

    apps: Sequence[App] = ()
    sites: Sequence[Path] = ()
    url: str | None = None
    exports: Sequence[Path] = ()
    refusal: BuildError | None = None


def examine(patient: Patient) -> Iterator[Examined]:
    """Look at everything, one thing after the other.

    Raises:
        BuildError: An export cannot be read.
    """
    yield Examined(subject="This machine", findings=list(examine_machine()))
    if patient.refusal:
        yield Examined(subject="The project", findings=[refused(patient.refusal, reason=STOPS)])
    for app in patient.apps:
        yield Examined(
            subject=f"The widget {app.name}, in {app.called(app.folder)}",
            findings=list(examine_project(app)),
        )
    for site in patient.sites:
        yield Examined(
            subject=f"The built site in {short(site)}", findings=list(examine_site(site))
        )
    if patient.url:
        only = patient.sites[0] if len(patient.sites) == 1 else None
        yield Examined(
            subject=f"The site at {patient.url}",
            findings=list(examine_url(patient.url, dist=only)),
        )
    if patient.exports:
        findings = examine_provider(
            read_export(patient.exports),
            codes=list(_codes(patient.apps)),
            url=patient.url,
            trusted=_trusted(patient.sites),
        )
        yield Examined(subject="The channel provider", findings=list(findings))


def built_sites(out: Path) -> list[Path]:
    """List the sites in a folder: itself, or those of several widgets in it."""
    folders = [out, *sorted(out.iterdir())] if out.is_dir() else []
    return [folder for folder in folders if (folder / MANIFEST).is_file()]


def _codes(apps: Sequence[App]) -> Iterator[Code]:
    for app in apps:
        try:
            yield widgets_code(app)
        except BuildError:
            # The project's own findings say what is wrong with it.
            continue


def _trusted(sites: Sequence[Path]) -> tuple[str, ...]:
    """Read which origins the sites' pages trust, if they are of one mind."""
    found: set[tuple[str, ...]] = set()
    for site in sites:
        try:
            found.add(trusted_origins((site / "index.html").read_bytes()))
        except (OSError, BuildError):
            # The site's own findings say so.
            continue
    return found.pop() if len(found) == 1 else dynamics_origins()
