"""The one JSON and the one Markdown file of a run."""

import json
from pathlib import Path

GIB = 2**30


def write(report, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "gpu-kit.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    (folder / "gpu-kit.md").write_text(markdown(report), encoding="utf-8")


def markdown(report):
    lines = [f"# GPU kit, {report['time']}", "", f"Host: {report['host']['processor']}, {report['host']['cores']} cores, {report['host']['system']}", ""]
    lines += [f"- {note}" for note in report["notes"]]
    for device in report["devices"]:
        lines += ["", *device_section(device)]
    return "\n".join(lines) + "\n"


def device_section(entry):
    device = entry["device"]
    lines = [f"## {device['id']}: {device['name']}", ""]
    if entry["isCpu"]:
        lines += ["**This device runs on the CPU: a check of the kit, not a measurement of any GPU.**", ""]
    size = f"{device['memoryBytes'] / GIB:.1f} GiB, {device['computeUnits']} compute units"
    lines += [f"{device['framework']}, {device['version']}, driver {device['driver'] or 'unknown'}, {size}", ""]
    lines += [f"- {check['kernel']}: {'passed' if check['passed'] else 'FAILED'} ({check['detail']})" for check in entry["checks"]]
    if entry.get("error"):
        lines += ["", f"**Not measured: {entry['error']}**"]
    if entry.get("measured"):
        lines += ["", *rate_tables(entry["measured"])]
    return lines


def rate_tables(measured):
    ceiling = measured["ceilings"]
    lines = [
        "| ceiling | measured |",
        "|---|---|",
        f"| device copy (read + write) | {ceiling['copyBytesPerSecond'] / GIB:.1f} GiB/s |",
        f"| upload, download (pinned) | {ceiling['uploadBytesPerSecond'] / GIB:.1f}, {ceiling['downloadBytesPerSecond'] / GIB:.1f} GiB/s |",
        f"| 32-bit multiply-add | {ceiling['multiplyAddsPerSecond'] / 1e9:.1f} G/s |",
        f"| 32-bit add, xor, rotate | {ceiling['addXorRotatesPerSecond'] / 1e9:.1f} G/s |",
        "",
        f"Input {measured['bytes'] / 2**20:.0f} MiB, random, medians of {measured['runs']} runs by device events.",
        "",
        "| kernel | shape | M hashes/s | input GiB/s | with transfer GiB/s | floor is | floor / time |",
        "|---|---|---|---|---|---|---|",
    ]
    for rate in measured["rates"]:
        transfer = f"{rate['withTransferBytesPerSecond'] / GIB:.2f}" if "withTransfer" in rate else ""
        lines.append(
            f"| {rate['kernel']} | {rate['shape']} | {rate['hashesPerSecond'] / 1e6:.1f} | {rate['inputBytesPerSecond'] / GIB:.2f} | {transfer} "
            f"| {rate['floorIs']} | {rate['shareOfFloor']:.0%} |")
    return lines
