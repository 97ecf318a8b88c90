// Reads a stream by SubscribeToShard until SIGTERM, from where the file says that it was; prints "key data" of each record.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import {
    DescribeStreamSummaryCommand,
    KinesisClient,
    ListShardsCommand,
    ListStreamConsumersCommand,
    RegisterStreamConsumerCommand,
    SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";

const ENDED = "ended";
const [endpoint, stream, file] = process.argv.slice(2);
const client = new KinesisClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
const positions = existsSync(file) ? JSON.parse(readFileSync(file)) : {};
const followed = new Set();

// A turn of the loop is not interrupted: what was printed is in the file.
process.on("SIGTERM", () => process.exit(0));

async function consumer() {
    const { StreamDescriptionSummary: summary } = await client.send(
        new DescribeStreamSummaryCommand({ StreamName: stream }),
    );
    const known = await client.send(new ListStreamConsumersCommand({ StreamARN: summary.StreamARN }));
    if (known.Consumers.length === 0) {
        await client.send(new RegisterStreamConsumerCommand({ StreamARN: summary.StreamARN, ConsumerName: "kitchen" }));
    } else if (known.Consumers[0].ConsumerStatus === "ACTIVE") {
        return known.Consumers[0].ConsumerARN;
    }
    await pause(100);
    return consumer();
}

// Whatever can be read: a shard whose parents are gone, or have been read to their end.
async function followAll() {
    const { Shards: shards } = await client.send(new ListShardsCommand({ StreamName: stream }));
    const ids = new Set(shards.map((shard) => shard.ShardId));
    for (const shard of shards) {
        const parents = [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id && ids.has(id));
        if (!followed.has(shard.ShardId) && parents.every((id) => positions[id] === ENDED)) {
            followed.add(shard.ShardId);
            follow(shard.ShardId).catch((error) => {
                console.error(error);
                process.exit(1);
            });
        }
    }
}

async function follow(shard) {
    while (positions[shard] !== ENDED) {
        try {
            const answer = await client.send(
                new SubscribeToShardCommand({
                    ConsumerARN: arn,
                    ShardId: shard,
                    StartingPosition: positions[shard]
                        ? { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber: positions[shard] }
                        : { Type: "TRIM_HORIZON" },
                }),
            );
            for await (const { SubscribeToShardEvent: event } of answer.EventStream) {
                take(shard, event);
            }
        } catch (error) {
            // The subscription of the process before this one is less than five seconds old.
            if (error.name !== "ResourceInUseException") {
                throw error;
            }
            await pause(250);
        }
    }
    await followAll();
}

function take(shard, event) {
    for (const record of event.Records) {
        process.stdout.write(`${record.PartitionKey} ${Buffer.from(record.Data)}\n`);
    }
    positions[shard] = event.ChildShards?.length ? ENDED : event.ContinuationSequenceNumber;
    writeFileSync(file, JSON.stringify(positions));
}

function pause(millis) {
    return new Promise((resolve) => setTimeout(resolve, millis));
}

const arn = await consumer();
await followAll();
