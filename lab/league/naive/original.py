"""The loop of the small original this suite grew out of: from LATEST, eleven times a second, the first record of a page."""

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
        StreamName=stream, ShardId=shard, ShardIteratorType="LATEST")["ShardIterator"]
    while True:
        page = kinesis.get_records(ShardIterator=iterator)
        if page["Records"]:
            tell(json.loads(page["Records"][0]["Data"])["id"])
        iterator = page["NextShardIterator"]
        time.sleep(0.09)


for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
    threading.Thread(target=read, args=(shard["ShardId"],)).start()
