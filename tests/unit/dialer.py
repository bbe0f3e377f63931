"""A small widget, and the site that is built of it."""

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.build.bundle import assemble


class Dialer:
    """A package `dialer` in a folder, and its site beside it.

    Attributes:
        package: The package.
        ingredients: What else its site is made of.
        out: The site's folder.
    """

    def __init__(self, folder: Path, ingredients: Ingredients) -> None:
        self.package = folder / "dialer"
        self.ingredients = ingredients
        self.out = folder / "dist"
        self.write("__init__.py", "")
        self.write("views/panel.py", "x = 1\n")
        self.write("dialer.css", "p {}")

    def write(self, name: str, text: str) -> Path:
        file = self.package / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def require(self, *wheels: Path) -> None:
        self.ingredients = replace(self.ingredients, requirements=wheels)

    def build(self, *, development: bool = False, **how: Any) -> None:
        app = find_app(self.package)
        assemble(app, self.ingredients, self.out, development=development, **how)

    def files(self) -> dict[str, bytes]:
        return {
            file.relative_to(self.out).as_posix(): file.read_bytes()
            for file in sorted(self.out.rglob("*"))
            if file.is_file()
        }

    def text(self, name: str) -> str:
        return (self.out / name).read_text("utf-8")

    def manifest(self) -> dict[str, Any]:
        return dict(json.loads(self.text("bundle.json")))

    def policy(self) -> dict[str, list[str]]:
        """The directives of the policy in the file for a host."""
        header = re.search("Content-Security-Policy: (.*)", self.text("_headers"))
        assert header
        return {name: rest for name, *rest in (part.split() for part in header[1].split("; "))}

    def archive(self, name: str) -> zipfile.ZipFile:
        """A zip that the page boots from."""
        (file,) = (self.out / "python").glob(f"{name}-*.zip")
        return zipfile.ZipFile(file)
