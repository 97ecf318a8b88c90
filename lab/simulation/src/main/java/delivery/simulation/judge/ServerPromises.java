package delivery.simulation.judge;

import delivery.kinesis.Shard;
import delivery.model.Position;
import delivery.protocol.Message.Ack;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** What the ranking server says by its answers, and has to keep through all its lives. */
public final class ServerPromises {
    private final Ledger ledger;
    private final Supplier<List<Shard>> shards;
    /** Shards that have been read to their end, as far as this life of the server knows. */
    private final Set<String> ended = new HashSet<>();
    /** What it has said to be on disk. */
    private final Map<String, Position> durable = new HashMap<>();

    /** @param shards that the stream has */
    public ServerPromises(Ledger ledger, Supplier<List<Shard>> shards) {
        this.ledger = ledger;
        this.shards = shards;
    }

    /** A life of the server begins, with that: what was said to be on disk is there. */
    public void begins(RankingFigures figures) {
        ended.clear();
        figures.shards().forEach((id, shard) -> {
            if (isEnd(shard.position())) {
                ended.add(id);
            }
        });
        durable.forEach((id, position) -> {
            var shard = figures.shards().get(id);
            var restored = shard == null ? Position.TRIM_HORIZON : Position.parse(shard.position());
            Violation.unless(
                    restored.compareTo(position) >= 0,
                    () -> id + " was on disk up to " + position + ", and now is at " + restored);
        });
    }

    /** It falls back to an older snapshot, as the newest was damaged. */
    public void fallsBack() {
        durable.clear();
    }

    /** A shard was given to a consumer. */
    public void gave(String shardId) {
        for (var shard : shards.get()) {
            Violation.unless(
                    !shard.shardId().equals(shardId) || ended.containsAll(shard.parents()),
                    () -> shardId + " is read before its parents " + shard.parents() + " have been read to their end");
        }
    }

    /** Shards that the server will not read on, as they expired and somebody accepts that. */
    public void gaveUp(RankingFigures before, RankingFigures now) {
        now.shards().forEach((id, shard) -> {
            if (isEnd(shard.position()) && ended.add(id)) {
                ledger.gaveUp(
                        id,
                        Position.parse(
                                Objects.requireNonNull(before.shards().get(id)).position()));
            }
        });
    }

    public void acknowledged(String shardId, Ack ack) {
        Violation.unless(ack.durable().compareTo(ack.applied()) <= 0, () -> "more is durable than applied: " + ack);
        durable.put(shardId, ack.durable());
        if (ack.applied().isShardEnd()) {
            ended.add(shardId);
        }
    }

    private static boolean isEnd(String position) {
        return position.equals(Position.SHARD_END.toString());
    }
}
