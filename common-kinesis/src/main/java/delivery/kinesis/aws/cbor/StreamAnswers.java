package delivery.kinesis.aws.cbor;

import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.aws.cbor.CborReader.UnusualException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the service says of the stream, its shards and a place in one of them, from its bytes. */
public final class StreamAnswers {
    private static final String ON_DEMAND = "ON_DEMAND";

    private StreamAnswers() {}

    /**
     * Some of the shards.
     *
     * @param nextToken for those that follow; null if these are the last
     */
    public record ShardsPage(List<Shard> shards, @Nullable String nextToken) {}

    /** Null if it is no answer to DescribeStreamSummary. */
    public static @Nullable StreamDescription description(byte[] body, @Nullable Instant answeredAt) {
        var summary = new Summary();
        var isRead = CborReader.isRead(
                body,
                in -> in.map(name -> {
                    if (name.equals("StreamDescriptionSummary")) {
                        in.map(field -> summary.read(field, in));
                    } else {
                        in.skip();
                    }
                }));
        return isRead ? summary.description(answeredAt) : null;
    }

    private static final class Summary {
        private @Nullable String name;
        private @Nullable String arn;
        private @Nullable String status;
        private @Nullable Instant createdAt;
        private long retentionHours = -1;
        private long openShards = -1;
        private boolean onDemand;

        void read(String field, CborReader in) {
            switch (field) {
                case "StreamName" -> name = in.text();
                case "StreamARN" -> arn = in.text();
                case "StreamStatus" -> status = in.text();
                case "StreamCreationTimestamp" -> createdAt = in.time();
                case "RetentionPeriodHours" -> retentionHours = in.whole();
                case "OpenShardCount" -> openShards = in.whole();
                case "StreamModeDetails" -> {
                    if (!in.isNull()) {
                        in.map(mode -> readMode(mode, in));
                    }
                }
                default -> in.skip();
            }
        }

        private void readMode(String field, CborReader in) {
            if (field.equals("StreamMode")) {
                onDemand = ON_DEMAND.equals(in.text());
            } else {
                in.skip();
            }
        }

        @Nullable
        StreamDescription description(@Nullable Instant answeredAt) {
            if (name == null || arn == null || status == null || createdAt == null) {
                return null;
            }
            return retentionHours < 0 || openShards < 0
                    ? null
                    : new StreamDescription(
                            name,
                            arn,
                            status,
                            createdAt,
                            Duration.ofHours(retentionHours),
                            Math.toIntExact(openShards),
                            onDemand,
                            answeredAt);
        }
    }

    /** Null if it is no answer to ListShards. */
    public static @Nullable ShardsPage shards(byte[] body) {
        var page = new Object() {
            private @Nullable List<Shard> shards;
            private @Nullable String nextToken;
        };
        var isRead = CborReader.isRead(
                body,
                in -> in.map(name -> {
                    switch (name) {
                        case "Shards" -> {
                            var shards = new ArrayList<Shard>();
                            in.list(() -> shards.add(shard(in)));
                            page.shards = shards;
                        }
                        case "NextToken" -> page.nextToken = in.text();
                        default -> in.skip();
                    }
                }));
        return isRead && page.shards != null ? new ShardsPage(page.shards, page.nextToken) : null;
    }

    private static Shard shard(CborReader in) {
        var shard = new Object() {
            private @Nullable String id;
            private @Nullable String parent;
            private @Nullable String adjacentParent;
            private @Nullable String from;
            private @Nullable String to;
            private boolean closed;
        };
        in.map(name -> {
            switch (name) {
                case "ShardId" -> shard.id = in.text();
                case "ParentShardId" -> shard.parent = in.text();
                case "AdjacentParentShardId" -> shard.adjacentParent = in.text();
                case "HashKeyRange" ->
                    in.map(end -> {
                        switch (end) {
                            case "StartingHashKey" -> shard.from = in.text();
                            case "EndingHashKey" -> shard.to = in.text();
                            default -> in.skip();
                        }
                    });
                case "SequenceNumberRange" ->
                    in.map(end -> {
                        if (end.equals("EndingSequenceNumber")) {
                            shard.closed = in.text() != null;
                        } else {
                            in.skip();
                        }
                    });
                default -> in.skip();
            }
        });
        if (shard.id == null || shard.from == null || shard.to == null) {
            throw new UnusualException();
        }
        var parents = Stream.of(shard.parent, shard.adjacentParent)
                .filter(parent -> parent != null)
                .toList();
        return new Shard(shard.id, parents, new BigInteger(shard.from), new BigInteger(shard.to), !shard.closed);
    }

    /** Null if it is no answer to GetShardIterator. */
    public static @Nullable String iterator(byte[] body) {
        var answer = new Object() {
            private @Nullable String iterator;
        };
        var isRead = CborReader.isRead(
                body,
                in -> in.map(name -> {
                    if (name.equals("ShardIterator")) {
                        answer.iterator = in.text();
                    } else {
                        in.skip();
                    }
                }));
        return isRead ? answer.iterator : null;
    }
}
