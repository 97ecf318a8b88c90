package delivery.localkinesis.engine;

import delivery.localkinesis.api.GetRecordsResult;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.PutRecordResult;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.HashKey;
import delivery.localkinesis.shard.PackedRecords;
import delivery.localkinesis.shard.SequenceNumber;
import delivery.localkinesis.shard.ShardIds;
import delivery.localkinesis.shard.StoredShard;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Records in and records out. Locks the shard touched, nothing else. */
final class DataPath {
    private static final int MOST_BYTES = 1 << 30;

    private final Account account;

    DataPath(Account account) {
        this.account = account;
    }

    PutRecordResult putRecord(String stream, NewRecord entry, @Nullable String numberForOrdering) {
        var now = account.clock.millis();
        if (!account.spreads(stream)) {
            RequestRules.checkMembers(entry, "");
        }
        var found = account.usable(stream, now);
        var batch = batch(List.of(entry));
        RequestRules.checkSize(batch.bytes(0), found.settings().maxRecordBytes(), "data");
        if (numberForOrdering != null) {
            if (found.settings().spreads()) {
                throw KinesisError.invalid("SequenceNumberForOrdering must not be given for stream " + found.name
                        + " under account " + Account.ID + ", which distributes records by itself.");
            }
            checkOrdering(found, numberForOrdering, now);
        }
        found.put(now, batch, account.budget);
        account.makeRoom();
        var shard = batch.shard(0);
        if (!batch.isStored(0)) {
            throw KinesisError.throttled(rateExceeded(found, shard));
        }
        return new PutRecordResult(shard.id, batch.sequenceNumber(0));
    }

    BatchOutcome putRecords(String stream, List<NewRecord> entries, @Nullable IntPredicate refused, String message) {
        if (!account.spreads(stream)) {
            RequestRules.checkRecords(entries);
        }
        account.usable(stream, account.clock.millis()); // whether there is one comes before what its keys mean
        return putRecords(stream, batch(entries), refused, message);
    }

    BatchOutcome putRecords(String stream, PackedRecords batch, @Nullable IntPredicate refused, String message) {
        var now = account.clock.millis();
        var found = account.usable(stream, now);
        // All of them are looked at before any is stored.
        var maxBytes = found.settings().maxRecordBytes();
        long total = 0;
        for (int i = 0; i < batch.size(); i++) {
            var size = batch.bytes(i);
            if (size > maxBytes) {
                RequestRules.checkSize(size, maxBytes, "records." + (i + 1) + ".member.data");
            }
            total += size;
        }
        if (total > Limits.PUT_BYTES) {
            throw KinesisError.invalid("Records size exceeds " + Limits.PUT_BYTES + " bytes: it is " + total + ".");
        }
        if (refused != null) {
            for (int i = 0; i < batch.size(); i++) {
                if (refused.test(i)) {
                    batch.refuse(i);
                }
            }
        }
        found.put(now, batch, account.budget);
        account.makeRoom();
        return new BatchOutcome(batch, found.name, found.settings().keyId() != null, message);
    }

    /** Of records whose members are as they should be; one without a partition key is read with an empty one. */
    private static PackedRecords batch(List<NewRecord> entries) {
        var keys = new byte[entries.size()][];
        long total = 0;
        for (int i = 0; i < keys.length; i++) {
            var key = entries.get(i).partitionKey();
            keys[i] = key == null ? new byte[0] : key.getBytes(StandardCharsets.UTF_8);
            total += entries.get(i).data().length + keys[i].length;
        }
        if (total > MOST_BYTES) {
            throw KinesisError.invalid("Records size exceeds " + Limits.PUT_BYTES + " bytes: it is " + total + ".");
        }
        var bytes = ByteBuffer.allocate((int) total);
        var batch = new PackedRecords(bytes.array(), keys.length);
        for (int i = 0; i < keys.length; i++) {
            var entry = entries.get(i);
            var from = bytes.position();
            bytes.put(entry.data());
            var dataEnd = bytes.position();
            bytes.put(keys[i]);
            var hashKey = hashKey(entry);
            batch.add(from, dataEnd, dataEnd, bytes.position(), hashKey.high(), hashKey.low());
        }
        return batch;
    }

    /** It need not be of this stream, as on AWS. */
    private static void checkOrdering(DataStream stream, String number, long now) {
        try {
            var parts = SequenceNumber.parse(number);
            if (parts.shard() >= 0 && parts.second() <= stream.lastSecond(now)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            if (SequenceNumber.isBeyondAws(number)) {
                throw new KinesisError(KinesisError.Type.InternalFailure, null);
            }
        }
        throw KinesisError.invalid("ExclusiveMinimumSequenceNumber " + SequenceNumber.normal(number)
                + " used in PutRecord on stream " + stream.name + " under account " + Account.ID + " is invalid.");
    }

    String getShardIterator(
            String stream,
            String shardId,
            IteratorType type,
            @Nullable String startingSequenceNumber,
            @Nullable Instant timestamp) {
        var now = account.clock.millis();
        var found = account.withShard(stream, shardId, now);
        var shard = account.shard(found, shardId, now);
        var position = position(account, found, shard, type, startingSequenceNumber, timestamp, now);
        return new ShardIterator(found.name, found.uid, shard.index, position, now).encode();
    }

    /** The ordinal that a starting position means. */
    static long position(
            Account account,
            DataStream found,
            StoredShard shard,
            IteratorType type,
            @Nullable String startingSequenceNumber,
            @Nullable Instant timestamp,
            long now) {
        var bySequence = type == IteratorType.AT_SEQUENCE_NUMBER || type == IteratorType.AFTER_SEQUENCE_NUMBER;
        if (bySequence == (startingSequenceNumber == null)) {
            throw KinesisError.invalid(
                    "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or "
                            + "(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified "
                            + type + " and " + (bySequence ? "no" : "also a") + " StartingSequenceNumber.");
        }
        if (type == IteratorType.AT_TIMESTAMP && timestamp == null) {
            throw KinesisError.invalid("Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. "
                    + "Current request has no timestamp parameter.");
        }
        if (type != IteratorType.AT_TIMESTAMP && timestamp != null) {
            throw KinesisError.invalid(
                    "A Timestamp must be given with AT_TIMESTAMP only. Request specified " + type + ".");
        }
        checkPast(account, timestamp, now);
        var index = startingSequenceNumber == null ? 0 : recordIndex(found, shard, startingSequenceNumber);
        var atMillis = timestamp == null ? 0 : account.clock.firstAt(timestamp);
        return shard.position(type, found.horizon(now), index, atMillis, account.budget);
    }

    /** @param timestamp or null */
    static void checkPast(Account account, @Nullable Instant timestamp, long now) {
        if (timestamp != null && account.clock.isFuture(timestamp, now)) {
            throw KinesisError.invalid(
                    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis."
                            + " timestampInMillis: " + timestamp.toEpochMilli() + ", currentTimestampInMillis: "
                            + account.clock.timeOfDay(now));
        }
    }

    LogPage readPage(String iterator, int limit) {
        RequestRules.between(limit, 1, Limits.PAGE_RECORDS, "limit");
        var now = account.clock.millis();
        var at = ShardIterator.decode(iterator);
        if (now - at.issuedMillis() > Limits.ITERATOR_MILLIS) {
            throw at.expired(
                    account.clock,
                    now,
                    " which is further in the future than the tolerated delay of " + Limits.ITERATOR_MILLIS
                            + " milliseconds.");
        }
        var stream = account.find(at, now);
        var shard = account.shard(stream, at.shard(), now);
        // Of an earlier stream of that name: whatever is in this one came later.
        var from = at.streamUid() == stream.uid ? at.ordinal() : 0;
        var read = shard.read(now, stream.horizon(now), from, limit, account.budget);
        if (read == null) {
            throw KinesisError.throttled(rateExceeded(stream, shard));
        }
        var next = read.ended()
                ? null
                : new ShardIterator(stream.name, stream.uid, shard.index, read.next(), now).encode();
        return new LogPage(account.clock, shard, read.slices(), next, read.millisBehind(), describe(read));
    }

    /** The children, if that was the shard's end. */
    static List<GetRecordsResult.ChildShard> describe(StoredShard.Read read) {
        return read.children().stream()
                .map(child -> new GetRecordsResult.ChildShard(
                        child.id, child.parentIds(), child.low.toString(), child.high.toString()))
                .toList();
    }

    /** The index of a sequence number of that shard. */
    private static long recordIndex(DataStream stream, StoredShard shard, String number) {
        var where = Account.where(stream, shard.id);
        SequenceNumber parts;
        try {
            parts = SequenceNumber.parse(number);
        } catch (IllegalArgumentException e) {
            throw KinesisError.invalid("StartingSequenceNumber " + number + " used in GetShardIterator on shard "
                    + where + " is invalid.");
        }
        if (parts.shard() != shard.index) {
            throw KinesisError.invalid("Invalid StartingSequenceNumber. It encodes " + ShardIds.format(parts.shard())
                    + ", while it was used in a call to a shard with " + shard.id);
        }
        if (parts.version() != SequenceNumber.VERSION
                || parts.shardSecond() != shard.numbers.shardSecond()
                || !shard.hasGiven(parts.index())) {
            throw KinesisError.invalid("StartingSequenceNumber " + SequenceNumber.normal(number)
                    + " used in GetShardIterator on shard " + where
                    + " is invalid because it did not come from this stream.");
        }
        return parts.index();
    }

    private static HashKey hashKey(NewRecord entry) {
        if (entry.partitionKey() == null) {
            return HashKey.ofPartitionKey("");
        }
        return entry.explicitHashKey() == null
                ? HashKey.ofPartitionKey(entry.partitionKey())
                : RequestRules.hashKey(entry.explicitHashKey(), "ExplicitHashKey");
    }

    private static String rateExceeded(DataStream stream, StoredShard shard) {
        return rateExceeded(stream.name, shard.id);
    }

    static String rateExceeded(String stream, String shard) {
        return "Rate exceeded for shard " + shard + " in stream " + stream + " under account " + Account.ID + ".";
    }
}
