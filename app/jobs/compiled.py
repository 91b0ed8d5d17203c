"""`python -m app.jobs.compiled`: compiles the search over routes where there is a C compiler.

The twin lands beside its source; `visits/planning/routing/compiled.py` finds it. Without a
compiler the planner runs the source as it is, so this never fails for want of one.
"""

import os
import sys
import sysconfig
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from shutil import move, which
from tempfile import TemporaryDirectory

from visits.planning.routing.compiled import FOLDER, MODULES, twin_path

# The source keeps its indices within bounds, divides no negative numbers and overflows nowhere,
# so nothing of that is checked again in C. Types stand in the .pxd file, not in annotations.
DIRECTIVES = {
    "language_level": "3",
    "boundscheck": False,
    "wraparound": False,
    "cdivision": True,
    "initializedcheck": False,
    "nonecheck": False,
    "infer_types": True,
    "annotation_typing": False,
}


def build() -> bool:
    """Whether the twins are there; makes them unless they are."""
    if all(twin_path(name).exists() for name in MODULES):
        return True
    with TemporaryDirectory() as folder:
        made = _compiled_in(Path(folder))
        if len(made) < len(MODULES):
            return False
        for name, twin in zip(MODULES, made, strict=True):
            for outdated in FOLDER.glob(f"{name}.*.so"):
                outdated.unlink()
            # Moved in one go, so that nobody loads half of it.
            beside = twin_path(name).with_suffix(".new")
            move(twin, beside)
            beside.replace(twin_path(name))
    return True


def _compiled_in(folder: Path) -> list[Path]:
    """The compiled modules, made in a folder of their own; none without Cython or a compiler."""
    compiler = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    if which(compiler.split()[0]) is None:
        return []
    try:
        from Cython.Build import cythonize
        from setuptools import Distribution, Extension
        from setuptools.errors import BaseError, CCompilerError
    except ImportError:
        return []
    _lay_out(folder)
    options = {"extra_compile_args": ["-O3", "-fwrapv"], "include_dirs": [str(folder)]}
    extensions = [
        Extension(f"_{name}", [str(folder / f"_{name}.py")], **options) for name in MODULES
    ]
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        modules = cythonize(
            extensions, compiler_directives=DIRECTIVES, include_path=[str(folder)], quiet=True
        )
        command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
        command.build_lib = command.build_temp = str(folder)
        command.ensure_finalized()
        try:
            command.run()
        except (BaseError, CCompilerError):
            return []
    return [next(folder.glob(f"_{name}.*.so")) for name in MODULES]


def _lay_out(folder: Path) -> None:
    """Copies the sources under the names of their twins, by which they are to find each other."""
    for name in MODULES:
        for kind in (".py", ".pxd"):
            source = (FOLDER / f"{name}{kind}").read_text()
            for other in MODULES:
                source = source.replace(f"visits.planning.routing.{other}", f"_{other}")
            (folder / f"_{name}{kind}").write_text(source)


def main() -> int:
    """Says in one sentence what will run."""
    if build():
        print("The search over routes is compiled.")
    else:
        print("There is no C compiler here: the planner will run uncompiled, and more slowly.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
