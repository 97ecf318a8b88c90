package delivery.localkinesis.scenario;

import delivery.localkinesis.api.GetRecordsResult.ChildShard;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.StreamRecord;
import delivery.localkinesis.fault.FaultyEngine;
import delivery.localkinesis.fault.FaultyEngine.ConnectionLost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A consumer without a thread, whose positions survive it, and what it may get wrong. One thread's. */
final class PlainConsumer implements TestedConsumer {
    private static final Duration PACE = Duration.ofMillis(250);
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final String END = "end";

    /** What it may get wrong. */
    enum Bug {
        SKIPS_CHILDREN,
        CHECKPOINTS_AHEAD,
        LATEST_AFTER_EXPIRY,
        LATEST_AFTER_AN_EMPTY_PAGE,
        LATEST_AFTER_A_RESTART,
        ONE_POSITION_FOR_ALL_SHARDS,
        DOES_NOT_TAKE_AGGREGATES_APART,
        LEAVES_A_SHARD_AT_A_POISON_RECORD,
        ACCEPTS_EACH_PAGE_TWICE,
        TAKES_LONG_TO_COME_BACK,
        ACCEPTS_NOTHING
    }

    private final String stream;
    private final FaultyEngine kinesis;
    private final ScenarioClock clock;
    private final Consumer<String> accepted;
    private final EnumSet<Bug> bugs;

    private final Map<String, String> checkpoints = new HashMap<>();
    private Instant latestOfAll;
    private boolean hasRun;

    private final Map<String, String> iterators = new TreeMap<>();
    private final Queue<StreamRecord> unfinished = new ArrayDeque<>();
    private boolean up;
    private boolean frozen;
    private Duration next = Duration.ZERO;

    PlainConsumer(String stream, FaultyEngine kinesis, ScenarioClock clock, Consumer<String> accepted, Bug bug) {
        this.stream = stream;
        this.kinesis = kinesis;
        this.clock = clock;
        this.accepted = accepted;
        bugs = bug == null ? EnumSet.noneOf(Bug.class) : EnumSet.of(bug);
    }

    @Override
    public int instances() {
        return 1;
    }

    @Override
    public boolean isProcess() {
        return true;
    }

    @Override
    public void start(int instance) {
        if (!up && hasRun && bugs.contains(Bug.TAKES_LONG_TO_COME_BACK)) {
            next = clock.running().plus(LONG);
        }
        up = true;
    }

    @Override
    public void kill(int instance) {
        up = false;
        hasRun = true;
        iterators.clear();
        unfinished.clear();
    }

    @Override
    public void tellToStop(int instance) {
        unfinished.forEach(this::accept);
        kill(instance);
    }

    @Override
    public boolean isRunning(int instance) {
        return up;
    }

    @Override
    public int lastTeller() {
        return 0;
    }

    @Override
    public void freeze(int instance) {
        frozen = true;
    }

    @Override
    public void thaw(int instance) {
        frozen = false;
    }

    @Override
    public void setClock(Duration ahead) {
        // It looks at none.
    }

    @Override
    public void look() {
        if (up && !frozen && clock.running().compareTo(next) >= 0) {
            next = clock.running().plus(PACE);
            unfinished.forEach(this::accept);
            unfinished.clear();
            try {
                if (iterators.isEmpty()) {
                    begin();
                }
                List.copyOf(iterators.keySet()).forEach(this::read);
            } catch (KinesisError | ConnectionLost e) {
                // In the next turn, then.
            }
        }
    }

    private void begin() {
        for (var shard :
                kinesis.listShards(stream, ShardFilter.ALL, null, 1_000).shards()) {
            if (!END.equals(checkpoints.get(shard.shardId()))) {
                iterators.put(shard.shardId(), iterator(shard.shardId()));
            }
        }
    }

    private String iterator(String shard) {
        var from = checkpoints.get(shard);
        if (bugs.contains(Bug.LATEST_AFTER_A_RESTART) && hasRun) {
            return at(shard, IteratorType.LATEST, null, null);
        }
        if (bugs.contains(Bug.ONE_POSITION_FOR_ALL_SHARDS) && latestOfAll != null) {
            return at(shard, IteratorType.AT_TIMESTAMP, null, latestOfAll);
        }
        return from == null
                ? at(shard, IteratorType.TRIM_HORIZON, null, null)
                : at(shard, IteratorType.AFTER_SEQUENCE_NUMBER, from, null);
    }

    private String at(String shard, IteratorType type, String sequenceNumber, Instant time) {
        return kinesis.getShardIterator(stream, shard, type, sequenceNumber, time);
    }

    private void read(String shard) {
        try {
            var page = kinesis.getRecords(iterators.get(shard), 10_000);
            for (var record : page.records()) {
                if (bugs.contains(Bug.LEAVES_A_SHARD_AT_A_POISON_RECORD)
                        && record.data()[0] < 0
                        && ids(record).isEmpty()) {
                    checkpoints.put(shard, END);
                    iterators.remove(shard);
                    return;
                }
                if (bugs.contains(Bug.CHECKPOINTS_AHEAD)) {
                    unfinished.add(record);
                } else {
                    accept(record);
                }
                checkpoints.put(shard, record.sequenceNumber());
                latestOfAll = record.approximateArrival();
            }
            if (bugs.contains(Bug.ACCEPTS_EACH_PAGE_TWICE)) {
                page.records().forEach(this::accept);
            }
            if (bugs.contains(Bug.LATEST_AFTER_AN_EMPTY_PAGE)
                    && page.records().isEmpty()
                    && page.millisBehindLatest() > 0) {
                iterators.put(shard, at(shard, IteratorType.LATEST, null, null));
            } else {
                goOn(shard, page.nextShardIterator(), page.childShards());
            }
        } catch (KinesisError e) {
            if (e.type() == KinesisError.Type.ExpiredIteratorException) {
                iterators.put(
                        shard,
                        bugs.contains(Bug.LATEST_AFTER_EXPIRY)
                                ? at(shard, IteratorType.LATEST, null, null)
                                : iterator(shard));
            }
        }
    }

    private void goOn(String shard, String iterator, List<ChildShard> children) {
        if (iterator != null) {
            iterators.put(shard, iterator);
            return;
        }
        if (!bugs.contains(Bug.SKIPS_CHILDREN)) {
            for (var child : children) {
                if (!checkpoints.containsKey(child.shardId()) && !iterators.containsKey(child.shardId())) {
                    iterators.put(child.shardId(), iterator(child.shardId()));
                }
            }
        }
        checkpoints.put(shard, END);
        iterators.remove(shard);
    }

    private void accept(StreamRecord record) {
        var all = bugs.contains(Bug.ACCEPTS_NOTHING) ? List.<String>of() : ids(record);
        (bugs.contains(Bug.DOES_NOT_TAKE_AGGREGATES_APART) && all.size() > 1 ? all.subList(0, 1) : all)
                .forEach(accepted);
    }

    private static List<String> ids(StreamRecord record) {
        return RecordNumbers.ID
                .matcher(new String(record.data(), StandardCharsets.ISO_8859_1))
                .results()
                .map(each -> each.group())
                .toList();
    }
}
