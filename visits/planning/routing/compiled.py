"""The compiled twins of some modules, where a C compiler has made them of the very same source.

`python -m app.jobs.compiled` puts each twin beside its source, with a hash of the sources in its
name. So a twin of yesterday's source is never found, and without twins the sources themselves
run: more slowly, with the same answers.
"""

import sys
from functools import cache
from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parent
# Each may use those before it.
MODULES = ("routes_schedule", "routes_engine")


def twin_path(name: str) -> Path:
    """Where the twin of a module of today's sources belongs."""
    sources = b"".join(
        (FOLDER / f"{module}{kind}").read_bytes() for module in MODULES for kind in (".py", ".pxd")
    )
    return FOLDER / f"{name}.{sha256(sources).hexdigest()[:16]}{EXTENSION_SUFFIXES[0]}"


@cache
def compiled(name: str) -> ModuleType | None:
    """The twin of a module, or None where one that it needs is not there."""
    needed = MODULES[: MODULES.index(name) + 1]
    if not all(twin_path(module).exists() for module in needed):
        return None
    for module in needed:
        _load(module)
    return sys.modules[f"_{name}"]


def _load(name: str) -> None:
    """Makes a twin known by its own name, under which the others look for it."""
    twin = f"_{name}"
    if twin not in sys.modules:
        path = str(twin_path(name))
        spec = spec_from_file_location(twin, path, loader=ExtensionFileLoader(twin, path))
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        sys.modules[twin] = module
        spec.loader.exec_module(module)
