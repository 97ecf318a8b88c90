// One process reads all shards: every record, parents before their children, and goes on where it was.
import * as sdk from "@aws-sdk/client-kinesis";
import { existsSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const { STREAM_NAME: StreamName, VERIFY_DIR } = process.env;
const kinesis = new sdk.KinesisClient();
let stop = false;
process.on("SIGTERM", () => (stop = true));

async function read(ShardId) {
  let position = checkpoint(ShardId);
  let iterator;
  while (!stop && position !== "end") {
    try {
      if (!iterator) {
        const start = position
          ? { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: position }
          : { ShardIteratorType: "TRIM_HORIZON" };
        const command = new sdk.GetShardIteratorCommand({ StreamName, ShardId, ...start });
        iterator = (await kinesis.send(command)).ShardIterator;
      }
      const page = await kinesis.send(new sdk.GetRecordsCommand({ ShardIterator: iterator }));
      for (const record of page.Records) {
        accept(record);
        position = record.SequenceNumber;
      }
      iterator = page.NextShardIterator;
      if (!iterator) position = "end"; // and nothing else is the end: pages may be empty
      if (position) checkpoint(ShardId, position); // after the work
    } catch (e) {
      console.error(`${ShardId}, the same page again: ${e}`);
      if (e.name === "ExpiredIteratorException") iterator = undefined; // a new one at the position, never at LATEST
    }
    await sleep(250); // a shard gives five pages a second, to all who read it
  }
}

function accept(record) {
  for (const data of parts(Buffer.from(record.Data))) {
    const id = /^{.*"id":"([^"]+)".*}\s*$/.exec(data.toString());
    if (id) writeSync(1, `accepted ${id[1]}\n`);
    else console.error(`kept for a human: record ${record.SequenceNumber}`);
  }
}

function checkpoint(shard, position) {
  const file = `${VERIFY_DIR}/${shard}`;
  if (!position) return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  writeFileSync(`${file}.new`, position);
  renameSync(`${file}.new`, file); // the whole of it or nothing
}

// Only for records that the Kinesis Producer Library has aggregated.
function parts(data) {
  if (data.length < 20 || data.readUInt32BE() !== 0xf3899ac2) return [data];
  return fields(data.subarray(4, -16)).flatMap(fields);
}

// Of a message in Protocol Buffers all fields of number 3: the records, and of a record its data.
function fields(message) {
  const third = [];
  let at = 0;
  const varint = () => {
    for (let value = 0, unit = 1; ; unit *= 128) {
      value += (message[at] & 127) * unit;
      if (message[at++] < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const value = varint();
    if (tag % 8 !== 2) continue; // else value is a length
    if (tag >> 3 === 3) third.push(message.subarray(at, at + value));
    at += value;
  }
  return third;
}

const readers = new Map();
while (!stop) {
  const shards = [];
  try {
    for (let ask = { StreamName }; ask; ) {
      const page = await kinesis.send(new sdk.ListShardsCommand(ask));
      shards.push(...page.Shards);
      ask = page.NextToken && { NextToken: page.NextToken }; // alone: a paginator would name the stream again
    }
  } catch (e) {
    console.error(`asked again in a second: ${e}`);
  }
  const listed = shards.map((shard) => shard.ShardId);
  for (const { ShardId, ParentShardId, AdjacentParentShardId } of shards) {
    const parents = [ParentShardId, AdjacentParentShardId].filter((parent) => listed.includes(parent));
    if (!readers.has(ShardId) && parents.every((parent) => checkpoint(parent) === "end")) {
      readers.set(ShardId, read(ShardId));
    }
  }
  await sleep(1000);
}
await Promise.all(readers.values());
