"""Kernel texts: from the pack when this is one, else from the repository around it."""

from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PTX_TARGETS = (70, 90)

MODULES = {
    "sha256_tree": "Sha256Tree",
    "blake2b_tree": "Blake2bTree",
    "ceilings": "ceilings",
}


def folder_of(module):
    for root in (HERE / "kernels", HERE.parent.parent / "kernels", HERE):
        candidate = root / MODULES[module]
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the folder {MODULES[module]} of module {module} is neither in the pack nor in the repository")


def dialect():
    return (folder_of("sha256_tree").parent / "Dialect" / "dialect.h").read_bytes()


def opencl_source(module):
    return dialect() + b"\n" + (folder_of(module) / f"{module}.cl").read_bytes()


def ptx(module, capability):
    """The newest PTX a card of this compute capability (10 * major + minor) can run."""
    targets = [target for target in PTX_TARGETS if target <= capability]
    if not targets:
        raise RuntimeError(f"compute capability {capability / 10} is below {PTX_TARGETS[0] / 10}, the oldest the kernels are built for")
    return (folder_of(module) / f"{module}.sm_{targets[-1]}.ptx").read_bytes()
