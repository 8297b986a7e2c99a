"""python3 -m gpukit [--device ID]... [--mebibytes N] [--runs N] [--check-only] [--out FOLDER]; exit status 1 when a check fails or nothing could be run."""

import argparse
import datetime
import os
import platform
import sys

from . import checks, cuda, opencl, rates, report


def main():
    options = parse()
    found, notes = [], []
    for framework in (cuda, opencl):
        devices, missing = framework.discover()
        found += devices
        notes += missing
    for note in notes:
        print(note)
    chosen = [(name, opener) for name, opener in found if not options.device or name in options.device]
    if not chosen:
        print(f"no device to run on (found: {', '.join(name for name, _ in found) or 'none'})", file=sys.stderr)
        return 1
    entries = [examine(name, opener, options) for name, opener in chosen]
    result = {"kit": 1, "time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "host": host(), "notes": notes, "devices": entries}
    report.write(result, options.out)
    print(f"written: {options.out}/gpu-kit.json, {options.out}/gpu-kit.md")
    return 0 if all(not entry.get("error") and all(check["passed"] for check in entry["checks"]) for entry in entries) else 1


def parse():
    parser = argparse.ArgumentParser(prog="gpukit", description="Checks and measures FvmCompute's kernels on this machine's devices.")
    parser.add_argument("--device", action="append", help="cuda:N or opencl:N; may be repeated; default: all")
    parser.add_argument("--mebibytes", type=int, default=512, help="input of a timed run, a power of two (default 512; beyond every cache)")
    parser.add_argument("--runs", type=int, default=15, help="timed runs of each measurement (default 15)")
    parser.add_argument("--check-only", action="store_true", help="check the kernels, measure nothing")
    parser.add_argument("--out", default="gpu-kit-results", help="folder for the two files")
    options = parser.parse_args()
    if options.mebibytes < 1 or options.mebibytes > 4096 or options.mebibytes & (options.mebibytes - 1):
        parser.error("--mebibytes must be a power of two from 1 to 4096")
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    return options


def examine(name, opener, options):
    """A device that fails is reported, not fatal: the others are still wanted."""
    unknown = {"id": name, "name": "", "framework": "", "version": "", "driver": "", "memoryBytes": 0, "computeUnits": 0}
    entry = {"device": unknown, "isCpu": False, "checks": []}
    try:
        device = opener()
        entry["device"], entry["isCpu"] = device.describe(), device.is_cpu
        print(f"{name}: {entry['device']['name']}{' (runs on the CPU: a check of the kit only)' if device.is_cpu else ''}")
        entry["checks"] = checks.run(device)
        for check in entry["checks"]:
            print(f"  {check['kernel']}: {'passed' if check['passed'] else 'FAILED'}: {check['detail']}")
        if not options.check_only and all(check["passed"] for check in entry["checks"]):
            entry["measured"] = rates.run(device, options.mebibytes << 20, options.runs)
            print("\n".join("  " + line for line in report.rate_tables(entry["measured"])))
    except (RuntimeError, OSError) as failure:
        entry["error"] = str(failure)
        print(f"{name}: {failure}", file=sys.stderr)
    return entry


def host():
    names = [line.split(":", 1)[1].strip() for line in cuda.read_or_empty("/proc/cpuinfo").splitlines() if line.startswith("model name")]
    return {"processor": names[0] if names else platform.machine(), "cores": os.cpu_count(), "system": platform.platform()}


sys.exit(main())
