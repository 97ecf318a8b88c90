"""Has ./delivery verify try the consumers of consumers.json, and writes docs/league.md from its reports.

One run after the other; what has not passed with seed 1 is run again with 2 and 3. Each report is kept in target/league, and what has
one is not run again: it goes on where it was stopped.
"""

import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys

LEAGUE = pathlib.Path(__file__).resolve().parent
ROOT = LEAGUE.parent.parent
REPORTS = ROOT / "target" / "league"
DOCUMENT = ROOT / "docs" / "league.md"
CONSUMERS = json.loads((LEAGUE / "consumers.json").read_text())
# The same for all of them; decided before the runs, and said in head.md.
FLAGS = "--duration 40s --rate 40 --restart 2s"
# In the order in which they are run: what tells consumers apart comes first.
SCENARIOS = [
    "split", "kill", "expired-iterator", "poison", "merge", "throttle-list", "largest", "aggregated", "freeze", "empty-pages",
    "term", "retention", "idle", "storm", "throttle", "scale", "latency", "clock", "disorder", "timed-out-put", "kill-one",
    "steady"]
FOR_FLEETS = ["kill-one"]
BEGIN_WITH = ["ours", "kcl-3", "kcl-1", "beam", "camel", "spring-integration", "hazelcast", "lifion", "first-loop"]


def command(consumer):
    """As the verifier is given it, in the root of the project."""
    if "java" in consumer:
        return ["java", f"@lab/league/{consumer['java']}/target/arguments", *consumer["main"].split()]
    return consumer["command"]


def flags(consumer):
    return FLAGS + (" --leases" if consumer.get("leases") else "")


def write_arguments(consumer):
    """A class path is too long for a line that people read: java takes it from a file."""
    target = LEAGUE / consumer["java"] / "target"
    if target.exists():
        opens = "".join(f"--add-opens {package}=ALL-UNNAMED\n" for package in consumer.get("opens", []))
        path = f"{target / 'classes'}:{(target / 'classpath').read_text().strip()}"
        options = "-XX:+UseSerialGC\n-XX:TieredStopAtLevel=1\n-Xmx512m\n"
        (target / "arguments").write_text(f'{options}{opens}-cp "{path}"\n')


def report_file(consumer, scenario, seed):
    return REPORTS / consumer["name"] / f"{scenario}-{seed}" / "report.json"


def run(consumer, scenario, seed):
    report = report_file(consumer, scenario, seed)
    if report.exists():
        return
    words = [*shlex.split(os.environ.get("VERIFY", str(ROOT / "delivery") + " verify")), "--scenario", scenario,
             "--seed", str(seed), *flags(consumer).split(), "--report", str(report.parent)]
    done = subprocess.run([*words, "--", *command(consumer)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    report.parent.mkdir(parents=True, exist_ok=True)
    (report.parent / "output.txt").write_bytes(done.stdout)
    print(f"{consumer['name']} {scenario} {seed}: {verdict(consumer, scenario, seed)}", file=sys.stderr, flush=True)


def verdict(consumer, scenario, seed):
    report = report_file(consumer, scenario, seed)
    if not report.exists():
        return "no report"
    return json.loads(report.read_text())["scenarios"][0]["verdict"]


def run_all(consumers, scenarios):
    """A scenario with all of them, and then again with those that have not passed it, losses first."""
    words = ["loss", "doubled", "nothing proved", "failed"]
    for scenario in scenarios:
        those = [each for each in consumers if scenario not in FOR_FLEETS or each.get("fleet")]
        for consumer in those:
            run(consumer, scenario, 1)
        again = [each for each in those if verdict(each, scenario, 1) in words]
        for consumer in sorted(again, key=lambda each: words.index(verdict(each, scenario, 1))):
            for seed in (2, 3):
                run(consumer, scenario, seed)


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


def cell(consumer, scenario, seeds):
    """What one consumer did in one scenario, in a few letters."""
    if not seeds:
        return "not run" if scenario not in FOR_FLEETS or consumer.get("fleet") else "n/a"
    for word, figure in (("loss", "lost"), ("doubled", "unexplained")):
        such = [each["records"][figure] for each in seeds if each["verdict"] == word]
        if such:
            return f"**{figure.replace('unexplained', word)}** {span(such)}" + (
                f" in {len(such)} of {len(seeds)}" if len(seeds) > 1 else "")
    other = sorted({each["verdict"] for each in seeds} - {"passed"})
    if other:
        return ", ".join(other)
    doubled = span(each["records"]["doubled"] for each in seeds)
    return "0" if doubled == "0" else "0, twice " + doubled


def row(scenario, seeds):
    records = [each.get("records", {}) for each in seeds]
    figures = [
        scenario,
        ", ".join(sorted({each["verdict"] for each in seeds})),
        ", ".join(str(each["seed"]) for each in seeds),
        *(span(each.get(name) for each in records) for name in (
            "put", "lost", "doubled", "unexplained", "outOfOrder", "beforeParents")),
        span(each.get("firstRecordSeconds") for each in seeds),
        span(each.get("caughtUpSeconds") for each in seeds),
        span(each.get("calls", {}).get("readsRefused") for each in seeds)]
    return "| " + " | ".join(figures) + " |"


def document():
    all_of_them = [each for each in CONSUMERS if not each.get("old")]  # those are for docs/known-bugs.md
    consumers = [each for each in all_of_them if reports(each)]
    columns = [name for name in SCENARIOS if any(name in reports(each) for each in consumers)]
    lines = [(LEAGUE / "head.md").read_text().strip(), "", "## The table", ""]
    lines += ["| consumer | " + " | ".join(f"`{name}`" for name in columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for consumer in consumers:
        found = reports(consumer)
        cells = (cell(consumer, name, found.get(name)) for name in columns)
        lines.append("| " + " | ".join([consumer["title"], *cells]) + " |")
    missing = [name for name in SCENARIOS if name not in columns]
    if missing:
        lines += ["", "Not run for any of them: " + ", ".join(f"`{name}`" for name in missing) + "."]
    left = [each["title"] + " " + each["version"] for each in all_of_them if each not in consumers]
    if left:
        lines += ["", "There to be run, and not run this time: " + "; ".join(left) + "."]
    lines += ["", "## Each"]
    for consumer in consumers:
        found = reports(consumer)
        lines += ["", "### " + consumer["title"], "", f"{consumer['version']}. {consumer['configuration']}.",
                  f"It promises: {consumer['promise']}.", "", "```sh"]
        lines += [f"./delivery verify {flags(consumer)} -- " + shlex.join(command(consumer)), "```", ""]
        lines += [finding + "\n" for finding in consumer.get("findings", [])]
        lines += ["| scenario | verdict | seeds | put | lost | doubled | of these unexplained | out of order | before parents | first s"
                  " | again s | reads refused |", "|---" * 12 + "|"]
        lines += [row(name, found[name]) for name in columns if name in found]
    lines += ["", (LEAGUE / "foot.md").read_text().strip(), ""]
    DOCUMENT.write_text("\n".join(lines))


def main():
    names = [each["name"] for each in CONSUMERS]
    options = argparse.ArgumentParser(prog="scripts/league.sh", description=__doc__)
    options.add_argument("--consumers", default=",".join(BEGIN_WITH), help="some of " + ", ".join(names))
    options.add_argument("--scenarios", default="all", help="all, or some of " + ", ".join(SCENARIOS))
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
        run_all([each for each in CONSUMERS if each["name"] in chosen], scenarios)
    document()


main()
