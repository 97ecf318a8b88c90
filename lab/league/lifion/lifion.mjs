// lifion-kinesis that polls, shares shards between its processes and checkpoints by itself, in DynamoDB; with the word "after" it is
// told to checkpoint, after the work.
import Kinesis from "lifion-kinesis";
import { writeSync } from "node:fs";

const { argv, env } = process;
const after = argv[2] === "after";
const kinesis = new Kinesis({
  streamName: env.STREAM_NAME,
  endpoint: env.AWS_ENDPOINT_URL,
  region: env.AWS_REGION,
  initialPositionInStream: "TRIM_HORIZON",
  pollDelay: 250,
  shouldParseJson: false,
  shouldDeaggregate: true,
  useAutoCheckpoints: !after,
  useAutoShardAssignment: true,
  dynamoDb: { endpoint: env.AWS_ENDPOINT_URL_DYNAMODB, region: env.AWS_REGION },
});
kinesis.on("data", ({ records, setCheckpoint }) => {
  for (const { data } of records) {
    const record = /"id"\s*:\s*"([^"]+)"/.exec(data.toString());
    if (record) writeSync(1, `accepted ${record[1]}\n`);
  }
  if (after) setCheckpoint(records.at(-1).sequenceNumber).catch((error) => console.error(error));
});
kinesis.on("error", (error) => console.error(error));
process.on("SIGTERM", () => {
  try {
    kinesis.stopConsumer();
  } catch (error) {
    console.error(error); // it throws if a shard has ended since
  }
  process.exit(0);
});
await kinesis.startConsumer();
