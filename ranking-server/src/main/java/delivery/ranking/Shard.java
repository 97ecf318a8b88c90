package delivery.ranking;

import delivery.protocol.Message.Batch;
import delivery.protocol.Position;
import delivery.ranking.RankingPicture.Records;
import delivery.ranking.RankingPicture.ShardPicture;
import delivery.ranking.RankingPicture.ShardState;
import java.math.BigInteger;
import java.time.Instant;

/** One shard: how far it is in the ranking, who brings it, and what became of its records. */
final class Shard {
    static final long NEVER = Long.MIN_VALUE;

    /** Who brings a shard, and since when. The epoch is never given twice. */
    record Holder(String name, long epoch, Instant since) {}

    /** The hash keys of a shard, both ends included. */
    record KeyRange(BigInteger start, BigInteger end) {}

    private final String id;
    private KeyRange keys;
    private Holder holder;
    private Position position = Position.TRIM_HORIZON;
    private Records records = Records.NONE;
    private long unknownFields;
    private long readThroughMillis = NEVER;
    private long behindMillis;
    private long heardAtMillis = NEVER;

    Shard(String id) {
        this.id = id;
    }

    void open(KeyRange range, Holder newHolder) {
        keys = range;
        holder = newHolder;
    }

    void release() {
        holder = null;
    }

    /** The part of applying a batch that is the shard's own: all its records are accounted for, or none is. */
    void advance(Batch batch, Records brought) {
        position = batch.to();
        records = records.plus(brought);
        unknownFields += Math.max(0, batch.unknownFields());
    }

    /** True also of a batch that had been applied before. */
    void hear(Batch batch, long nowMillis) {
        readThroughMillis = Math.max(readThroughMillis, batch.readThroughMillis());
        behindMillis = Math.max(0, batch.millisBehindLatest());
        heardAtMillis = nowMillis;
    }

    boolean isOpen() {
        return keys != null && !hasEnded();
    }

    boolean hasEnded() {
        return position.isShardEnd();
    }

    boolean isHeldBy(long epoch) {
        return holder != null && holder.epoch() == epoch;
    }

    Holder holder() {
        return holder;
    }

    Position position() {
        return position;
    }

    KeyRange keys() {
        return keys;
    }

    long readThroughMillis() {
        return readThroughMillis;
    }

    Records records() {
        return records;
    }

    long unknownFields() {
        return unknownFields;
    }

    ShardPicture picture(long nowMillis) {
        return new ShardPicture(
                id,
                hasEnded() ? ShardState.CLOSED : isOpen() ? ShardState.OPEN : ShardState.EXPECTED,
                position.toString(),
                records,
                lagSeconds(nowMillis),
                holder == null ? null : holder.name());
    }

    /** What the stream said last, and the time since: the lag of a shard that nobody reads grows. */
    private Double lagSeconds(long nowMillis) {
        if (hasEnded()) {
            return 0.0;
        }
        return heardAtMillis == NEVER ? null : (behindMillis + Math.max(0, nowMillis - heardAtMillis)) / 1_000.0;
    }
}
