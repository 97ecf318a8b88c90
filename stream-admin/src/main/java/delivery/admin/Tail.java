package delivery.admin;

import delivery.kinesis.ReadPage;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.SdkStream;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardNames;
import delivery.kinesis.ShardReader;
import delivery.model.EventDecoder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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
            paramLabel = "trim-horizon|now",
            converter = FromConverter.class,
            description = "Where to begin (default: now). With now, older records are read too, and skipped.")
    private From from = From.NOW;

    @Option(names = "--ndjson", description = "Print one JSON object a line.")
    private boolean ndjson;

    private enum From {
        TRIM_HORIZON,
        NOW
    }

    private static final class FromConverter implements ITypeConverter<From> {
        @Override
        public From convert(String text) {
            return switch (text) {
                case "trim-horizon" -> From.TRIM_HORIZON;
                case "now" -> From.NOW;
                default -> throw new TypeConversionException("'" + text + "' is neither trim-horizon nor now");
            };
        }
    }

    private final EventDecoder decoder = new EventDecoder();
    private final Queue<ShardReader> readers = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();
    private Instant since;

    @Override
    void run(SdkStream stream) {
        since = from == From.NOW ? Instant.now() : Instant.EPOCH;
        var shards = stream.shards();
        var chosen = shard == null ? firstOf(shards) : List.of(ShardNames.find(shards, shard));
        chosen.forEach(s -> add(stream, s.shardId()));
        // A closed standard output is a reader that has seen enough: head, for one.
        while (!readers.isEmpty() && !System.out.checkError()) {
            var reader = readers.remove();
            var page = reader.poll(stop());
            if (page == null) {
                return;
            }
            print(page);
            if (page.to().isShardEnd()) {
                followChildren(stream, page);
            } else {
                readers.add(reader);
            }
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

    private void followChildren(SdkStream stream, ReadPage page) {
        Main.LOG.info("{} has ended", page.shardId());
        if (shard == null) {
            page.children().forEach(child -> add(stream, child.shardId()));
        }
    }

    private void add(SdkStream stream, String shardId) {
        if (known.add(shardId)) {
            readers.add(new ShardReader(stream, shardId, READS_PER_SECOND, InstantSource.system(), new Random()));
        }
    }

    private void print(ReadPage page) {
        for (var record : page.records()) {
            if (!record.arrivedAt().isBefore(since)) {
                print(page.shardId(), record);
            }
        }
    }

    private void print(String shardId, StoredRecord record) {
        var line = new RecordLine(
                shardId,
                record,
                decoder.decode(record.data(), record.arrivedAt().toEpochMilli()));
        System.out.println(ndjson ? line.json() : line.text());
    }
}
