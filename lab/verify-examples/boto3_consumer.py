"""One process reads all shards: every record, parents before their children, and goes on where it was."""

import os
import re
import signal
import sys
import threading
import time

import boto3
from botocore.exceptions import BotoCoreError, ClientError

stream = os.environ["STREAM_NAME"]
kinesis = boto3.client("kinesis", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
stop = threading.Event()


def list_shards():
    page = kinesis.list_shards(StreamName=stream)
    shards = page["Shards"]
    while page.get("NextToken"):  # which goes alone: a paginator would name the stream again
        page = kinesis.list_shards(NextToken=page["NextToken"])
        shards += page["Shards"]
    return shards


def read(shard):
    position, iterator = checkpoint(shard), None
    while not stop.is_set() and position != "end":
        try:
            if not iterator:
                start = {"ShardIteratorType": "TRIM_HORIZON"}
                if position:
                    start = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": position}
                iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId=shard, **start)["ShardIterator"]
            page = kinesis.get_records(ShardIterator=iterator)
            for record in page["Records"]:
                process(record)
                position = record["SequenceNumber"]
            iterator = page.get("NextShardIterator")
            if not iterator:
                position = "end"  # and nothing else is the end: pages may be empty
            if position:
                checkpoint(shard, position)  # after the work
        except kinesis.exceptions.ExpiredIteratorException:
            iterator = None  # a new one at the position, never at LATEST
        except (BotoCoreError, ClientError) as e:
            print(f"{shard}, the same page again: {e}", file=sys.stderr)
        time.sleep(0.25)  # a shard gives five pages a second, to all who read it


def process(record):
    for data in parts(record["Data"]):
        id = re.fullmatch(rb'{.*"id":"([^"]+)".*}\s*', data)
        if id:
            sys.stdout.write(f"accepted {id[1].decode()}\n")
        else:
            print("kept for a human: record", record["SequenceNumber"], file=sys.stderr)
    sys.stdout.flush()


def checkpoint(shard, position=None):
    file = os.path.join(os.environ["VERIFY_DIR"], shard)
    if position:
        with open(file + ".new", "w") as new:
            new.write(position)
        os.replace(file + ".new", file)  # the whole of it or nothing
    elif os.path.exists(file):
        with open(file) as old:
            return old.read()


def parts(data):
    """Only for records that the Kinesis Producer Library has aggregated."""
    if not data.startswith(b"\xf3\x89\x9a\xc2"):
        return [data]
    return [part for record in fields(data[4:-16]) for part in fields(record)]


def fields(message):
    """Of a message in Protocol Buffers all fields of number 3: the records, and of a record its data."""
    third, at = [], 0
    while at < len(message):
        tag, at = varint(message, at)
        value, at = varint(message, at)
        if tag % 8 == 2:  # value is a length
            if tag // 8 == 3:
                third.append(message[at:at + value])
            at += value
    return third


def varint(message, at):
    value = shift = 0
    while True:
        value |= (message[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if message[at - 1] < 128:
            return value, at


signal.signal(signal.SIGTERM, lambda *_: stop.set())
readers = {}
while not stop.is_set():
    try:
        shards = list_shards()
    except (BotoCoreError, ClientError) as e:
        print(f"asked again in a second: {e}", file=sys.stderr)
        shards = []
    listed = {shard["ShardId"] for shard in shards}
    for shard in shards:
        parents = {shard.get("ParentShardId"), shard.get("AdjacentParentShardId")} & listed
        if shard["ShardId"] not in readers and all(checkpoint(parent) == "end" for parent in parents):
            readers[shard["ShardId"]] = threading.Thread(target=read, args=(shard["ShardId"],))
            readers[shard["ShardId"]].start()
    stop.wait(1)
