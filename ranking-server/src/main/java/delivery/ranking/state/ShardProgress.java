package delivery.ranking.state;

import delivery.bytes.Fields;
import delivery.bytes.ModelLayouts;
import delivery.model.EventEncoder;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.ranking.state.RankingPicture.Lane;
import delivery.ranking.state.RankingPicture.Records;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.state.RankingPicture.ShardState;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/** One shard: how far it is in the ranking, who brings it, and what became of its records. */
public final class ShardProgress {
    static final long NEVER = Long.MIN_VALUE;

    private static final double KEYS = Math.pow(2, 128);

    /**
     * Who brings a shard, and since when. The epoch is never given twice.
     *
     * @param acceptsLoss whether it may go on over records that have expired
     */
    record Holder(String name, long epoch, Instant since, boolean acceptsLoss) {}

    /**
     * To whom the holder is to leave the shard, and until when it is kept for him: for a moment after he last asked.
     *
     * @param name as a holder's
     */
    record Heir(String name, Duration until) {}

    private final String id;
    private KeyRange keys;
    private Holder holder;
    private Heir heir;
    private Position position = Position.TRIM_HORIZON;
    private Position durable = Position.TRIM_HORIZON;
    private Records records = Records.NONE;
    private long unknownFields;
    private long bytes;
    private final TreeSet<String> parents = new TreeSet<>();
    private long readThroughMillis = NEVER;
    /** The latest arrival of its records, or of its parents': nothing reached its children before. */
    private long lastArrivalMillis = NEVER;

    private long behindMillis;
    /** Null as long as nothing was heard of it in this life of the server. */
    private Duration heardAt;

    ShardProgress(String id) {
        this.id = id;
    }

    void open(KeyRange range, Holder newHolder) {
        keys = range;
        holder = newHolder;
        heir = null;
    }

    void promiseTo(Heir next) {
        heir = next;
    }

    /** Who is to have the shard next; null if nobody waits for it. */
    Heir heir(Duration elapsed) {
        return heir != null && elapsed.compareTo(heir.until()) < 0 ? heir : null;
    }

    void comesFrom(String parent) {
        parents.add(parent);
    }

    void release() {
        holder = null;
    }

    /** A child gets records when its parents get no more: what arrived on it before the last of theirs is nothing. */
    void follows(ShardProgress parent) {
        parents.add(parent.id);
        lastArrivalMillis = Math.max(lastArrivalMillis, parent.lastArrivalMillis);
        readThroughMillis = Math.max(readThroughMillis, lastArrivalMillis);
    }

    /** The part of applying a batch that is the shard's own: all its records are accounted for, or none is. */
    void advance(Batch batch, Records brought) {
        position = batch.to();
        records = records.plus(brought);
        unknownFields += Math.max(0, batch.unknownFields());
        bytes += bytes(batch);
        batch.events().forEach(record -> hasArrived(record.arrivedAtMillis()));
        batch.progress().forEach(record -> hasArrived(record.arrivedAtMillis()));
        batch.rejected().forEach(record -> hasArrived(record.arrivedAtMillis()));
    }

    private void hasArrived(long atMillis) {
        lastArrivalMillis = Math.max(lastArrivalMillis, atMillis);
    }

    private static long bytes(Batch batch) {
        var encoder = new EventEncoder();
        var events =
                batch.events().stream().mapToLong(each -> each.event().type().bytes());
        var progress = batch.progress().stream().mapToLong(word -> encoder.encode(word.progress()).length);
        var rejected = batch.rejected().stream().mapToLong(record -> Math.max(0, record.size()));
        return events.sum() + progress.sum() + rejected.sum();
    }

    /**
     * True also of a batch that had been applied before. How far the shard is read is the service's word, as the arrivals
     * are: this machine's clock, which may be wrong by days, has no say in it.
     */
    void hear(Batch batch, Duration elapsed) {
        readThroughMillis = Math.max(readThroughMillis, batch.readThroughMillis());
        behindMillis = Math.max(0, batch.millisBehindLatest());
        heardAt = elapsed;
    }

    /** What was not read of it never will be. */
    void giveUp() {
        position = Position.SHARD_END;
    }

    /** Everything up to there is on disk. */
    void hasOnDisk(Position position) {
        durable = position;
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

    public String id() {
        return id;
    }

    public Position position() {
        return position;
    }

    /** The shard and its position as one number; 0 before its first record, whether it is known or not. */
    long place() {
        if (position.equals(Position.TRIM_HORIZON)) {
            return 0;
        }
        var number = mixed(position.kind().ordinal());
        for (var i = 0; i < id.length(); i++) {
            number = mixed(number ^ id.charAt(i));
        }
        for (var each : position.sequenceNumber().toByteArray()) {
            number = mixed(number ^ each);
        }
        return number;
    }

    /** Every bit of it depends on every bit given (SplitMix64). */
    private static long mixed(long bits) {
        var z = bits + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    Position durable() {
        return durable;
    }

    KeyRange keys() {
        return keys;
    }

    long readThroughMillis() {
        return readThroughMillis;
    }

    /** Its records have been read that had arrived by then, in elapsed time; null if nothing was heard of it yet. */
    Duration readUpTo() {
        return heardAt == null ? null : heardAt.minusMillis(behindMillis);
    }

    public Records records() {
        return records;
    }

    long unknownFields() {
        return unknownFields;
    }

    /** @param throttled how many records its quota has refused */
    ShardPicture picture(Duration elapsed, long throttled) {
        return new ShardPicture(
                id,
                hasEnded() ? ShardState.CLOSED : isOpen() ? ShardState.OPEN : ShardState.EXPECTED,
                position.toString(),
                records,
                lagSeconds(elapsed),
                holder == null ? null : holder.name(),
                durable.toString(),
                new Lane(
                        List.copyOf(parents),
                        keys == null ? -1 : share(keys.start()),
                        keys == null ? -1 : share(keys.end()),
                        bytes,
                        readThroughMillis,
                        throttled));
    }

    /** The share of all keys that lie below this one. */
    private static double share(BigInteger key) {
        return key.doubleValue() / KEYS;
    }

    /** Without its holder, who is gone when this is read again. */
    ShardProgress freeze() {
        var frozen = new ShardProgress(id);
        frozen.keys = keys;
        frozen.position = position;
        frozen.records = records;
        frozen.unknownFields = unknownFields;
        frozen.readThroughMillis = readThroughMillis;
        frozen.lastArrivalMillis = lastArrivalMillis;
        frozen.bytes = bytes;
        frozen.parents.addAll(parents);
        return frozen;
    }

    /** As bytes; it is on disk as far as it is read. */
    public static ShardProgress describe(Fields<ShardProgress> f) {
        var shard = new ShardProgress(f.text(ShardProgress::id));
        shard.position = f.part(ShardProgress::position, ModelLayouts::position);
        shard.durable = shard.position;
        shard.keys = f.optional(ShardProgress::keys, KeyRange::describe);
        shard.records = f.part(ShardProgress::records, Records::describe);
        shard.unknownFields = f.i64(ShardProgress::unknownFields);
        shard.readThroughMillis = f.i64(ShardProgress::readThroughMillis);
        shard.lastArrivalMillis = f.i64(each -> each.lastArrivalMillis);
        shard.bytes = f.i64(each -> each.bytes);
        shard.parents.addAll(f.texts(each -> List.copyOf(each.parents)));
        return shard;
    }

    /** What the stream said last, and the time since: the lag of a shard that nobody reads grows. */
    private Double lagSeconds(Duration elapsed) {
        if (hasEnded()) {
            return 0.0;
        }
        return heardAt == null
                ? null
                : elapsed.minus(heardAt).plusMillis(behindMillis).toMillis() / 1_000.0;
    }
}
