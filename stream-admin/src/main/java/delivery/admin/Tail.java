package delivery.admin;

import delivery.app.AppException;
import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PatientStream;
import delivery.kinesis.ReadPage;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardNames;
import delivery.kinesis.ShardReader;
import delivery.kinesis.StreamStart;
import delivery.model.EventDecoder;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "tail",
        description = "Prints what is on the stream, decoded, until Ctrl-C. Order holds within a shard.")
final class Tail extends StreamCommand {
    /** What a shard has left for people, when consumers and drivers take their shares of its five. */
    private static final double READS_PER_SECOND = 1;

    @Option(names = "--shard", paramLabel = "SHARD", description = "Only this one, by id or its number (default: all).")
    private String shard;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            converter = TailStart.Converter.class,
            description =
                    "Where to begin: trim-horizon, latest, at-timestamp=TIME (2026-01-31T12:00:00Z, or 10m for ten"
                            + " minutes ago), after-sequence=NUMBER with --shard (default: latest).")
    private TailStart from = new TailStart.At(Instant.now());

    @Option(names = "--ndjson", description = "As --json: one JSON object a line.")
    private boolean ndjson;

    private final EventDecoder decoder = new EventDecoder();
    private final Queue<ShardReader> readers = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();

    @Override
    void run(AdminStream stream) {
        if (from instanceof TailStart.After && shard == null) {
            throw AppException.usage("--from after-sequence needs --shard: sequence numbers belong to a shard");
        }
        StreamStart.awaitReady(new PatientStream(stream.sdk(), stream.calls()));
        var once = from instanceof TailStart.At at ? new StreamSince(stream.sdk(), at.time()) : stream.sdk();
        var seen = new PatientStream(once, stream.calls());
        start(seen);
        // A closed standard output is a reader that has seen enough: head, for one.
        while (!readers.isEmpty() && !System.out.checkError()) {
            var reader = readers.remove();
            var page = reader.poll(stop());
            if (page == null) {
                return;
            }
            page.records().forEach(record -> print(page.shardId(), record));
            if (page.to().isShardEnd()) {
                followChildren(seen, page);
            } else {
                readers.add(reader);
            }
        }
    }

    private void start(KinesisStream stream) {
        var shards = stream.shards();
        if (shard == null) {
            firstOf(shards).forEach(first -> add(stream, first.shardId()));
            return;
        }
        var reader = add(stream, ShardNames.find(shards, shard).shardId());
        if (from instanceof TailStart.After after) {
            reader.seek(after.position());
        }
    }

    /** The shards to begin with: the others are their children, and come when these end. */
    private static List<Shard> firstOf(List<Shard> shards) {
        var ids = new HashSet<String>();
        shards.forEach(s -> ids.add(s.shardId()));
        return shards.stream()
                .filter(s -> s.parents().stream().noneMatch(ids::contains))
                .toList();
    }

    private void followChildren(KinesisStream stream, ReadPage page) {
        Main.LOG.info("{} has ended", page.shardId());
        if (shard == null) {
            page.children().stream()
                    .filter(child -> known.add(child.shardId()))
                    .forEach(child -> add(stream, child.shardId()));
        }
    }

    private ShardReader add(KinesisStream stream, String shardId) {
        var reader = new ShardReader(stream, shardId, READS_PER_SECOND, Time.system(), new Random());
        readers.add(reader);
        return reader;
    }

    private void print(String shardId, StoredRecord record) {
        var line = new RecordLine(
                shardId,
                record,
                decoder.decode(record.data(), record.arrivedAt().toEpochMilli()));
        System.out.println(ndjson || wantsJson() ? line.json() : line.text());
    }
}
