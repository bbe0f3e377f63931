"""``doctor``: what is wrong, from this machine to the record in Dynamics."""

from argparse import Namespace
from pathlib import Path

from cifbridge_workbench.arguments import APP, CommandLine, existing_file, web_address


def add(commands: CommandLine) -> None:
    """Make the command known."""
    doctor = commands.add(
        "doctor",
        run,
        "Say what is wrong with the machine, the project, a built site and a deployed one.",
        "Each finding has a reason and a remedy. The exit code is 1 if there is an error.",
    )
    doctor.add_argument(
        "--app",
        metavar="PATH",
        type=Path,
        dest="apps",
        action="append",
        help=f"{APP} Default: those of the project.",
    )
    doctor.add_argument(
        "--dist",
        metavar="PATH",
        type=Path,
        help="The folder of a built site, or of those of several widgets. Default: dist, if it is "
        "there.",
    )
    doctor.add_argument(
        "--url",
        metavar="URL",
        type=web_address,
        help="Where the widget is deployed: the address of its page. All of the site is "
        "downloaded once.",
    )
    doctor.add_argument(
        "--provider",
        metavar="FILE",
        type=existing_file,
        dest="exports",
        action="append",
        default=[],
        help="An export of the channel provider's record as JSON, as the Web API gives it. More "
        "files may have the session, tab and notification templates.",
    )
    doctor.add_argument(
        "--json",
        dest="as_json",
        action="store_true",
        help="Write the findings as JSON.",
    )


def run(options: Namespace) -> int:
    """Look at everything, and say what was found."""
    from cifbridge_workbench.build.app import find_app, project_apps
    from cifbridge_workbench.doctor import Patient, built_sites, examine
    from cifbridge_workbench.doctor.findings import Level
    from cifbridge_workbench.doctor.report import as_json, count, show
    from cifbridge_workbench.errors import BuildError
    from cifbridge_workbench.project import find_project

    apps, refusal = [], None
    try:
        if options.apps:
            apps = list(map(find_app, options.apps))
        elif find_project(options.project):
            apps = project_apps(options.project)
    except BuildError as failure:
        refusal = failure
    sites = built_sites(options.dist or Path("dist"))
    if options.dist and not sites:
        raise BuildError(
            f"there is no built site in {options.dist}",
            hint="Run `cifbridge build`, or name the folder that it wrote.",
        )
    patient = Patient(
        apps=apps, sites=sites, url=options.url, exports=options.exports, refusal=refusal
    )
    examined = list(examine(patient))
    if options.as_json:
        print(as_json(examined))
    else:
        show(examined)
    return 1 if count(examined, Level.ERROR) else 0
