"""boto3 on a stream, quotas and all.

boto3_client.py put ENDPOINT STREAM KEYS FROM TO: for each key the numbers FROM to TO - 1, in order
boto3_client.py read ENDPOINT STREAM FILE: until SIGTERM, from where the file says that it was; prints "key data"
"""
import json
import os
import signal
import sys
import time

import boto3

ENDED = "ended"
stopping = False


def client(endpoint):
    return boto3.client(
        "kinesis",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def put(kinesis, stream, keys, first, last):
    for number in range(first, last):
        records = [{"PartitionKey": f"order-{key}", "Data": str(number).encode()} for key in range(keys)]
        while records:
            answer = kinesis.put_records(StreamName=stream, Records=records)
            records = [r for r, result in zip(records, answer["Records"]) if "ErrorCode" in result]
            if records:
                time.sleep(0.1)


def read(kinesis, stream, file):
    positions = {}
    if os.path.exists(file):
        with open(file, encoding="utf-8") as saved:
            positions = json.load(saved)
    iterators = {}
    while not stopping:
        for shard in readable(kinesis, stream, positions):
            if stopping:
                return
            read_page(kinesis, stream, shard, iterators, positions, file)
        time.sleep(0.25)  # five reads a second of a shard


def readable(kinesis, stream, positions):
    shards = kinesis.list_shards(StreamName=stream)["Shards"]
    ids = {shard["ShardId"] for shard in shards}
    for shard in shards:
        parents = [shard[name] for name in ("ParentShardId", "AdjacentParentShardId") if shard.get(name) in ids]
        if positions.get(shard["ShardId"]) != ENDED and all(positions.get(p) == ENDED for p in parents):
            yield shard["ShardId"]


def read_page(kinesis, stream, shard, iterators, positions, file):
    if shard not in iterators:
        after = positions.get(shard)
        where = (
            {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": after}
            if after
            else {"ShardIteratorType": "TRIM_HORIZON"}
        )
        iterators[shard] = kinesis.get_shard_iterator(StreamName=stream, ShardId=shard, **where)["ShardIterator"]
    try:
        page = kinesis.get_records(ShardIterator=iterators[shard])
    except kinesis.exceptions.ProvisionedThroughputExceededException:
        return
    for record in page["Records"]:
        print(record["PartitionKey"], record["Data"].decode(), flush=True)
        positions[shard] = record["SequenceNumber"]
    iterators[shard] = page.get("NextShardIterator")
    if iterators[shard] is None:
        positions[shard] = ENDED
    with open(file, "w", encoding="utf-8") as saved:
        json.dump(positions, saved)


def stop(*_):
    global stopping
    stopping = True


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    verb, endpoint, stream, *rest = sys.argv[1:]
    if verb == "put":
        put(client(endpoint), stream, *map(int, rest))
    else:
        read(client(endpoint), stream, *rest)
