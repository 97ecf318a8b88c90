"""The loop that most people write first: every shard that there is now, read until it ends. It keeps no position."""

import json
import os
import sys
import threading
import time

import boto3

stream = os.environ["STREAM_NAME"]
kinesis = boto3.client("kinesis", endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def tell(id):
    sys.stdout.write(f"accepted {id}\n")  # in one piece: print would let threads into each other's lines
    sys.stdout.flush()


def read(shard):
    iterator = kinesis.get_shard_iterator(
        StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    while iterator:
        page = kinesis.get_records(ShardIterator=iterator, Limit=1000)
        for record in page["Records"]:
            tell(json.loads(record["Data"])["id"])
        iterator = page.get("NextShardIterator")
        time.sleep(0.25)


for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
    threading.Thread(target=read, args=(shard["ShardId"],)).start()
