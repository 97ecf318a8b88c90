#!/usr/bin/env python3
"""Makes the table of constraints that local-kinesis checks requests by.

    python3 local-kinesis/model/shapes.py SERVICE-2.JSON[.gz] NAME-AND-VERSION \
        > local-kinesis/src/main/resources/delivery/localkinesis/operations/shapes.txt

SERVICE-2.JSON is botocore/data/kinesis/2013-12-02/service-2.json.gz of a botocore, AWS's own model of the service under
the Apache License 2.0. What AWS has added since, as far as the API reference tells it, is in additions.json beside this
file, in the same form; it goes once the model has it.
"""
import gzip
import json
import pathlib
import sys


def read(path):
    raw = pathlib.Path(path).read_bytes()
    return json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)


def merge(model, additions):
    for name, operation in additions["operations"].items():
        model["operations"].setdefault(name, operation)
    for name, shape in additions["shapes"].items():
        if "enum" in shape and name in model["shapes"]:  # in the order in which AWS tells them, as kinesalite recorded it
            model["shapes"][name]["enum"] = shape["enum"]
        elif name in model["shapes"]:
            for member, reference in shape["members"].items():
                model["shapes"][name]["members"].setdefault(member, reference)
        else:
            model["shapes"][name] = shape


def lines(shapes, name, shape_name, required, depth):
    shape = shapes[shape_name]
    kind = shape["type"]
    words = [name + ("!" if required else ""), "integer" if kind == "long" else kind]
    if kind == "structure":
        words.append(shape_name)
    if "min" in shape or "max" in shape:
        words.append(f"{shape.get('min', '')}..{shape.get('max', '')}")
    if "enum" in shape:
        words.append("=" + "|".join(shape["enum"]))
    if "pattern" in shape:
        words.append("~" + shape["pattern"])
    yield "  " * depth + " ".join(words)
    children = {
        "structure": lambda: [(m, v["shape"], m in shape.get("required", [])) for m, v in shape["members"].items()],
        "list": lambda: [("member", shape["member"]["shape"], False)],
        "map": lambda: [("key", shape["key"]["shape"], False), ("value", shape["value"]["shape"], False)],
    }
    for child in children.get(kind, list)():
        yield from lines(shapes, *child, depth + 1)


def main():
    model = read(sys.argv[1])
    merge(model, read(pathlib.Path(__file__).with_name("additions.json")))
    print(f"# Made by local-kinesis/model/shapes.py from the service model in {sys.argv[2]} (Apache License 2.0)")
    print("# and from additions.json. Do not edit.")
    print("# NAME[! required] TYPE [SHAPE] [MIN..MAX] [=VALUE|VALUE] [~PATTERN]; what is indented is inside.")
    for name, operation in sorted(model["operations"].items()):
        for line in lines(model["shapes"], name, operation["input"]["shape"], False, 0):
            print(line)


main()
