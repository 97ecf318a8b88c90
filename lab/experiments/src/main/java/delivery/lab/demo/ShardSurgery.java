package delivery.lab.demo;

import delivery.app.AppException;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.kinesis.aws.SdkStream;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Splits, merges and scales the demo's own stream, and says when that has taken effect. One thread's. */
final class ShardSurgery implements AutoCloseable {
    /** More lanes than this nobody can follow, and a laptop need not. */
    private static final int MOST_SHARDS = 32;

    private static final Duration LOOK = Duration.ofMillis(300);

    private final Suite suite;
    private final int shardsAtStart;
    private SdkStream stream;
    private Program scaling;
    private boolean isUnderWay;
    private long lookedAt;

    ShardSurgery(Suite suite, int shardsAtStart) {
        this.suite = suite;
        this.shardsAtStart = shardsAtStart;
    }

    /**
     * Begins it.
     *
     * @return the shards that end by it
     * @throws AppException if it cannot be done now
     */
    List<String> begin(Harm harm) {
        if (isUnderWay) {
            throw AppException.failed("the stream is changing already: wait until it is done");
        }
        var open = ShardMap.of(stream().shards()).open();
        var ending = switch (harm) {
            case SPLIT -> split(open);
            case MERGE -> merge(open);
            case SCALE -> scale(open);
            default -> throw new IllegalArgumentException(harm + " changes no shards");
        };
        isUnderWay = true;
        lookedAt = System.nanoTime();
        return ending;
    }

    private SdkStream stream() {
        if (stream == null) {
            stream = suite.openStream();
        }
        return stream;
    }

    private List<String> split(List<Shard> open) {
        if (open.size() >= MOST_SHARDS) {
            throw AppException.failed("there are " + open.size() + " shards already: let two of them merge first");
        }
        var widest =
                open.stream().max(Comparator.comparing(ShardSurgery::width)).orElseThrow();
        stream.control()
                .split(
                        widest.shardId(),
                        widest.startingHashKey()
                                .add(width(widest).shiftRight(1))
                                .add(BigInteger.ONE));
        return List.of(widest.shardId());
    }

    private List<String> merge(List<Shard> open) {
        var first = IntStream.range(0, open.size() - 1)
                .boxed()
                .min(Comparator.comparing(i -> width(open.get(i)).add(width(open.get(i + 1)))))
                .orElseThrow(() -> AppException.failed("there is one shard only: let it split first"));
        var pair = List.of(open.get(first).shardId(), open.get(first + 1).shardId());
        stream.control().merge(pair.get(0), pair.get(1));
        return pair;
    }

    private List<String> scale(List<Shard> open) {
        var most = Math.min(MOST_SHARDS, 2 * shardsAtStart);
        var shards = open.size() < most ? most : Math.max(1, Math.min(shardsAtStart, MOST_SHARDS / 2));
        scaling = suite.run("stream-admin", "scale", "--yes", "--shards", Integer.toString(shards));
        return open.stream().map(Shard::shardId).toList();
    }

    private static BigInteger width(Shard shard) {
        return shard.endingHashKey().subtract(shard.startingHashKey());
    }

    /** As people call them. */
    static String title(List<String> shards) {
        return shards.size() > 2
                ? shards.size() + " shards"
                : shards.stream()
                        .map(shard -> "shard " + shard.replaceFirst("^shardId-0*(?=.)", ""))
                        .collect(Collectors.joining(" and "));
    }

    /** Whether what was begun has taken effect. */
    boolean isOver() {
        if (!isUnderWay || scaling != null && scaling.isAlive() || System.nanoTime() - lookedAt < LOOK.toNanos()) {
            return !isUnderWay;
        }
        lookedAt = System.nanoTime();
        isUnderWay = !stream.describe().status().equals("ACTIVE");
        return !isUnderWay;
    }

    /** Why it was not done; empty if it was. */
    String failure() {
        var failed = scaling != null && scaling.exitCode() != 0 ? scaling.lastLine() : "";
        scaling = null;
        return failed.replaceFirst("^error: ", "");
    }

    /** Ids of the shards that are open now. */
    List<String> open() {
        return ShardMap.of(stream.shards()).ids();
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
    }
}
