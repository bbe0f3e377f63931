"""Compiles the modules of a zip; runs in Pyodide, with the job's folder mounted as ``/work``."""

import json
import py_compile
import zipfile
from pathlib import Path

WORK = Path("/work")
# The first day that a zip can name: equal sources give equal bytes.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Turn ``source.zip`` into ``compiled.zip`` as ``job.json`` says."""
    job = json.loads((WORK / "job.json").read_text("utf-8"))
    problems: list[str] = []
    with (
        zipfile.ZipFile(WORK / "source.zip") as source,
        # Stored: the browser's zipimport need not inflate, and brotli compresses it better.
        zipfile.ZipFile(WORK / "compiled.zip", "w", zipfile.ZIP_STORED) as compiled,
    ):
        for name in sorted(source.namelist()):
            content = source.read(name)
            bytecode = None
            if name.endswith(".py"):
                bytecode = _compile(name, content, job, problems)
            if bytecode is not None:
                compiled.writestr(_entry(name + "c"), bytecode)
            if bytecode is None or job["keep_source"]:
                compiled.writestr(_entry(name), content)
    (WORK / "problems.json").write_text(json.dumps(problems), "utf-8")


def _compile(
    name: str, content: bytes, job: dict[str, str | int], problems: list[str]
) -> bytes | None:
    source, target = Path("/tmp/module.py"), Path("/tmp/module.pyc")
    source.write_bytes(content)
    try:
        py_compile.compile(
            str(source),
            str(target),
            # What tracebacks show.
            dfile=f"{job['prefix']}{name}",
            doraise=True,
            optimize=int(job["optimize"]),
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
    except py_compile.PyCompileError as error:
        problems.append(error.msg.strip())
        return None
    return target.read_bytes()


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, ZIP_DATE)
    info.external_attr = 0o644 << 16
    return info


if __name__ == "__main__":
    main()
