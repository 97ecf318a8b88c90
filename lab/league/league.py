"""Has ./delivery verify try the consumers of consumers.json, and writes docs/league.md from its reports.

Each report is kept in target/league, and what has one is not run again.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys
from datetime import datetime, timezone

LEAGUE = pathlib.Path(__file__).resolve().parent
ROOT = LEAGUE.parent.parent
REPORTS = ROOT / "target" / "league"
DOCUMENT = ROOT / "docs" / "league.md"
CONSUMERS = json.loads((LEAGUE / "consumers.json").read_text())
TELLING = ["steady", "split", "merge", "kill", "term", "expired-iterator"]
SCENARIOS = [
    "steady", "split", "merge", "scale", "kill", "kill-one", "term", "freeze", "throttle", "throttle-list",
    "expired-iterator", "empty-pages", "timed-out-put", "disorder", "poison", "largest", "aggregated", "retention",
    "idle", "clock", "latency", "storm"]


def command(consumer):
    """As the verifier is given it, in the root of the project."""
    if "java" in consumer:
        return ["java", f"@lab/league/{consumer['java']}/target/arguments", *consumer["main"].split()]
    return consumer["command"]


def flags(consumer):
    """More time for those that take long until their first record."""
    return consumer.get("flags", "--duration 240s") + (" --leases" if consumer.get("leases") else "")


def write_arguments(consumer):
    """A class path is too long for a line that people read: java takes it from a file."""
    target = LEAGUE / consumer["java"] / "target"
    if target.exists():
        opens = "".join(f"--add-opens {package}=ALL-UNNAMED\n" for package in consumer.get("opens", []))
        path = f"{target / 'classes'}:{(target / 'classpath').read_text().strip()}"
        options = "-XX:+UseSerialGC\n-XX:TieredStopAtLevel=1\n-Xmx512m\n"
        (target / "arguments").write_text(f'{options}{opens}-cp "{path}"\n')


def run(consumer, scenario, seed):
    folder = REPORTS / consumer["name"] / f"{scenario}-{seed}"
    if (folder / "report.json").exists():
        return
    words = [*shlex.split(os.environ.get("VERIFY", str(ROOT / "delivery") + " verify")), "--scenario", scenario,
             "--seed", str(seed), *flags(consumer).split(), "--report", str(folder)]
    done = subprocess.run([*words, "--", *command(consumer)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "output.txt").write_bytes(done.stdout)
    if done.returncode and is_too_busy(consumer, folder / "report.json"):
        (folder / "report.json").replace(folder / "too-busy.json")
    print(f"{consumer['name']} {scenario} {seed}: exit code {done.returncode}", file=sys.stderr, flush=True)


def is_too_busy(consumer, report):
    """What fails on a machine that needs half of the time for a first record says nothing of the consumer: it is run again."""
    if not report.exists():
        return False
    patience = int(flags(consumer).split()[1].rstrip("s")) / 2
    first = [scenario.get("firstRecordSeconds") for scenario in json.loads(report.read_text())["scenarios"]]
    return any(seconds is None or seconds > patience for seconds in first)


def reports(consumer):
    """Of each scenario that was run those of its seeds."""
    found = {}
    for file in sorted(REPORTS.glob(consumer["name"] + "/*/report.json")):
        report = json.loads(file.read_text())
        for scenario in report["scenarios"]:
            found.setdefault(scenario["scenario"], []).append({**scenario, "seed": report["seed"]})
    return found


def span(figures):
    figures = [figure for figure in figures if figure is not None]
    if not figures:
        return "-"
    least, most = min(figures), max(figures)
    return f"{most:,}" if least == most else f"{least:,} to {most:,}"


def cell(seeds):
    """What one consumer did in one scenario, in a few letters."""
    if not seeds:
        return "not run"
    if all("records" not in each for each in seeds):
        return seeds[0]["verdict"]
    records = [each["records"] for each in seeds if "records" in each]
    lost, doubled = span(each["lost"] for each in records), span(each["doubled"] for each in records)
    return "**lost** " + lost if lost != "0" else "0" if doubled == "0" else "0, twice " + doubled


def row(scenario, seeds):
    records = [each.get("records", {}) for each in seeds]
    figures = [
        scenario,
        ", ".join(sorted({each["verdict"] for each in seeds})),
        ", ".join(str(each["seed"]) for each in seeds),
        *(span(each.get(name) for each in records) for name in ("put", "lost", "doubled", "unexplained", "outOfOrder")),
        span(each.get("firstRecordSeconds") for each in seeds),
        span(each.get("caughtUpSeconds") for each in seeds),
        span(each.get("calls", {}).get("readsRefused") for each in seeds)]
    return "| " + " | ".join(figures) + " |"


def document():
    consumers = [each for each in CONSUMERS if not each.get("old")]  # those are for docs/known-bugs.md
    columns = [name for name in SCENARIOS if any(name in reports(each) for each in consumers)]
    lines = [(LEAGUE / "head.md").read_text().strip(), "", "## The table", ""]
    lines += ["| consumer | " + " | ".join(f"`{name}`" for name in columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for consumer in consumers:
        found = reports(consumer)
        lines.append("| " + " | ".join([consumer["title"], *(cell(found.get(name)) for name in columns)]) + " |")
    missing = [name for name in SCENARIOS if name not in columns]
    if missing:
        lines += ["", "Not run for any of them yet: " + ", ".join(f"`{name}`" for name in missing) + "."]
    lines += ["", "## Each"]
    for consumer in consumers:
        found = reports(consumer)
        if not found:
            continue
        lines += ["", "### " + consumer["title"], "", f"{consumer['version']}. {consumer['configuration']}.",
                  f"It promises: {consumer['promise']}.", "", "```sh"]
        lines += [f"./delivery verify {flags(consumer)} -- " + shlex.join(command(consumer)), "```", ""]
        lines += [finding + "\n" for finding in consumer.get("findings", [])]
        lines += ["| scenario | verdict | seeds | put | lost | doubled | of these unexplained | out of order | first s | again s"
                  " | reads refused |", "|---" * 11 + "|"]
        lines += [row(name, found[name]) for name in columns if name in found]
    lines += ["", (LEAGUE / "foot.md").read_text().strip(), ""]
    DOCUMENT.write_text("\n".join(lines))


def main():
    names = [each["name"] for each in CONSUMERS]
    options = argparse.ArgumentParser(prog="scripts/league.sh", description=__doc__)
    options.add_argument("--consumers", default=",".join(names), help="some of " + ", ".join(names))
    options.add_argument("--scenarios", default=",".join(TELLING), help="all, or some of " + ", ".join(SCENARIOS))
    options.add_argument("--seeds", default="1", help="such as 1,2,3")
    options.add_argument("--parallel", type=int, default=2, help="so many at a time: mostly they wait")
    options.add_argument("--document", action="store_true", help="run nothing, write docs/league.md")
    asked = options.parse_args()
    chosen = asked.consumers.split(",")
    for unknown in set(chosen) - set(names):
        options.error(f"there is no consumer {unknown}")
    for consumer in CONSUMERS:
        if "java" in consumer:
            write_arguments(consumer)
    if not asked.document:
        scenarios = SCENARIOS if asked.scenarios == "all" else asked.scenarios.split(",")
        jobs = [(consumer, scenario, seed) for seed in asked.seeds.split(",") for scenario in scenarios
                for consumer in CONSUMERS if consumer["name"] in chosen]
        with concurrent.futures.ThreadPoolExecutor(asked.parallel) as places:
            list(places.map(lambda job: run(*job), jobs))
    document()


main()
