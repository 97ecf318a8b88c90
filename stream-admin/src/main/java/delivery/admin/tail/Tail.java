package delivery.admin.tail;

import delivery.admin.command.AdminStream;
import delivery.admin.command.StreamCommand;
import delivery.app.AppException;
import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.kinesis.ShardNames;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.StreamStart;
import delivery.kinesis.read.PageRoom;
import delivery.kinesis.read.ReadPage;
import delivery.kinesis.read.ShardReader;
import delivery.model.EventDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "tail",
        description = "Prints what is on the stream, decoded, until Ctrl-C. Order holds within a shard.")
public final class Tail extends StreamCommand {
    /** What a shard has left for people, when consumers and drivers take their shares of its five. */
    private static final double READS_PER_SECOND = 1;
    /** Clocks that differ by no more are taken for the same: the stream's is known to the second. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

    @Option(names = "--shard", paramLabel = "SHARD", description = "Only this one, by id or its number (default: all).")
    private String shard;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            converter = TailStart.Converter.class,
            description =
                    "Where to begin: trim-horizon, latest, at-timestamp=TIME (2026-01-31T12:00:00Z, or 10m for ten"
                            + " minutes ago), after-sequence=NUMBER with --shard (default: latest).")
    private TailStart from = new TailStart.Ago(Duration.ZERO);

    @Option(names = "--ndjson", description = "As --json: one JSON object a line.")
    private boolean ndjson;

    private final Instant started = Instant.now();
    private final EventDecoder decoder = new EventDecoder();
    private final PageRoom room = PageRoom.ofHeap();
    /** Those that have not had a turn for longest come first. */
    private final Deque<ShardReader> readers = new ArrayDeque<>();

    private final Set<String> known = new HashSet<>();

    @Override
    protected void run(AdminStream stream) {
        if (from instanceof TailStart.After && shard == null) {
            throw AppException.usage("--from after-sequence needs --shard: sequence numbers belong to a shard");
        }
        StreamStart.awaitReady(stream.sdk(), stream.calls());
        var seen = start(stream);
        // A closed standard output is a reader that has seen enough: head, for one.
        while (!readers.isEmpty() && !System.out.checkError()) {
            var reader = next();
            if (!stop().await(reader.untilDue())) {
                return;
            }
            readers.remove(reader);
            read(reader, seen);
        }
    }

    /** Whoever is due and has waited longest for it; if nobody is, who will be first. */
    private ShardReader next() {
        return readers.stream()
                .filter(reader -> reader.untilDue().isZero())
                .findFirst()
                .orElseGet(() -> Collections.min(readers, Comparator.comparing(ShardReader::untilDue)));
    }

    /** Once: a shard that is throttled waits for its own next turn, and no other shard for it. */
    private void read(ShardReader reader, KinesisStream stream) {
        ReadPage page;
        try {
            page = reader.tryRead();
        } catch (StreamException e) {
            if (readers.isEmpty() || e.kind() == Kind.DENIED) {
                throw e;
            }
            LOG.warn("{} is not read any more: {}", reader.shardId(), e.getMessage());
            return;
        }
        if (page != null) {
            page.records().forEach(record -> record.parts().forEach(part -> print(page.shardId(), part)));
        }
        if (page != null && page.to().isShardEnd()) {
            followChildren(stream, page);
        } else {
            readers.add(reader);
        }
    }

    /** Makes the first readers; returns what they read. */
    private KinesisStream start(AdminStream stream) {
        var shards = stream.shards();
        var since = since(stream);
        var fromTip =
                since != null && isFuture(since, stream, ShardMap.of(shards).open());
        var first = shard != null
                ? List.of(ShardNames.find(shards, shard))
                : fromTip ? ShardMap.of(shards).open() : firstOf(shards);
        var seen = new StreamSince(
                stream.sdk(),
                fromTip ? null : since,
                fromTip ? first.stream().map(Shard::shardId).collect(Collectors.toSet()) : Set.of());
        first.forEach(each -> add(seen, each.shardId()));
        if (from instanceof TailStart.After after) {
            readers.element().seek(after.position());
        }
        return seen;
    }

    /** Null for the oldest record. A while ago is that by the clock of the stream: this machine's may be wrong by days. */
    private @Nullable Instant since(AdminStream stream) {
        if (from instanceof TailStart.At at) {
            return at.time();
        }
        if (!(from instanceof TailStart.Ago ago)) {
            return null;
        }
        var there = stream.calls().call(stream.sdk()::describe).answeredAt();
        var ahead = there == null ? Duration.ZERO : Duration.between(there, Instant.now());
        var now = ahead.abs().compareTo(CLOCKS_DIFFER) > 0 ? started.minus(ahead) : started;
        var since = now.minus(ago.duration());
        return since.isAfter(Instant.EPOCH) ? since : null;
    }

    /** Whether the stream takes it for later than now, which it does not let one ask for. */
    private static boolean isFuture(Instant since, AdminStream stream, List<Shard> open) {
        try {
            stream.calls().call(() -> stream.sdk().iteratorAt(open.get(0).shardId(), since));
            return false;
        } catch (StreamException e) {
            if (e.kind() != Kind.INVALID) {
                throw e;
            }
            LOG.info("by the clock of the stream {} is yet to come: reading from now on", since);
            return true;
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
        LOG.info("{} has ended", page.shardId());
        if (shard == null) {
            page.children().stream()
                    .filter(child -> known.add(child.shardId()))
                    .forEach(child -> add(stream, child.shardId()));
        }
    }

    private void add(KinesisStream stream, String shardId) {
        readers.add(new ShardReader(stream, shardId, READS_PER_SECOND, room, Time.system(), new Random()));
    }

    private void print(String shardId, StoredRecord record) {
        var line = new RecordLine(
                shardId,
                record,
                decoder.decode(record.data(), record.arrivedAt().toEpochMilli()));
        System.out.println(ndjson || wantsJson() ? line.json() : line.text());
    }
}
