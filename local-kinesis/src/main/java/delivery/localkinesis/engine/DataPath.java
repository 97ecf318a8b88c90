package delivery.localkinesis.engine;

import delivery.localkinesis.api.GetRecordsResult;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.PutRecordResult;
import delivery.localkinesis.api.PutRecordsResult;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.HashKey;
import delivery.localkinesis.shard.SequenceNumbers;
import delivery.localkinesis.shard.Shard;
import delivery.localkinesis.shard.ShardIds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Records in and records out. Locks the shard touched, nothing else. */
final class DataPath {
    private final Account account;

    DataPath(Account account) {
        this.account = account;
    }

    PutRecordResult putRecord(String stream, NewRecord entry) {
        RequestRules.checkMembers(entry, "");
        var now = account.clock.millis();
        var found = account.usable(stream, now);
        var key = entry.partitionKey().getBytes(StandardCharsets.UTF_8);
        RequestRules.checkSize(
                entry.data().length + key.length, found.settings().maxRecordBytes(), "data");
        var placed = found.put(now, hashKey(entry), entry.data(), key, account.budget);
        account.makeRoom();
        if (placed.isThrottled()) {
            throw KinesisError.throttled(rateExceeded(found, placed.shard()));
        }
        return new PutRecordResult(placed.shard().id, found.numbers.format(placed.ordinal(), placed.shard().index));
    }

    PutRecordsResult putRecords(String stream, List<NewRecord> entries, IntPredicate refused, String message) {
        RequestRules.checkRecords(entries);
        var now = account.clock.millis();
        var found = account.usable(stream, now);
        var maxBytes = found.settings().maxRecordBytes();
        // All of them are looked at before any is stored.
        var keys = new byte[entries.size()][];
        var hashKeys = new HashKey[keys.length];
        long total = 0;
        for (int i = 0; i < keys.length; i++) {
            var entry = entries.get(i);
            keys[i] = entry.partitionKey().getBytes(StandardCharsets.UTF_8);
            hashKeys[i] = hashKey(entry);
            var size = entry.data().length + keys[i].length;
            if (size > maxBytes) {
                RequestRules.checkSize(size, maxBytes, "records." + (i + 1) + ".member.data");
            }
            total += size;
        }
        if (total > Limits.PUT_BYTES) {
            throw KinesisError.invalid("Records size exceeds " + Limits.PUT_BYTES + " bytes: it is " + total + ".");
        }
        var results = new ArrayList<PutRecordsResult.Entry>(keys.length);
        var failed = 0;
        for (int i = 0; i < keys.length; i++) {
            if (refused.test(i)) {
                failed++;
                results.add(PutRecordsResult.Entry.throttled(message));
                continue;
            }
            var placed = found.put(now, hashKeys[i], entries.get(i).data(), keys[i], account.budget);
            if (placed.isThrottled()) {
                failed++;
                results.add(PutRecordsResult.Entry.throttled(rateExceeded(found, placed.shard())));
            } else {
                results.add(PutRecordsResult.Entry.stored(
                        placed.shard().id, found.numbers.format(placed.ordinal(), placed.shard().index)));
            }
        }
        account.makeRoom();
        return new PutRecordsResult(failed, results);
    }

    String getShardIterator(
            String stream, String shardId, IteratorType type, String startingSequenceNumber, Instant timestamp) {
        var now = account.clock.millis();
        var found = account.usable(stream, now);
        var shard = account.shard(found, shardId, now);
        var position = position(account, found, shard, type, startingSequenceNumber, timestamp, now);
        return new ShardIterator(found.uid, shard.index, position, now).encode();
    }

    /** The ordinal that a starting position means. */
    static long position(
            Account account,
            DataStream found,
            Shard shard,
            IteratorType type,
            String startingSequenceNumber,
            Instant timestamp,
            long now) {
        var bySequence = type == IteratorType.AT_SEQUENCE_NUMBER || type == IteratorType.AFTER_SEQUENCE_NUMBER;
        if (bySequence == (startingSequenceNumber == null)) {
            throw KinesisError.invalid(
                    "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or "
                            + "(2) TRIM_HORIZON, LATEST or AT_TIMESTAMP and no StartingSequenceNumber. Request specified "
                            + type + " and " + (bySequence ? "no" : "also a") + " StartingSequenceNumber.");
        }
        if ((type == IteratorType.AT_TIMESTAMP) == (timestamp == null)) {
            throw KinesisError.invalid("A Timestamp must be given with AT_TIMESTAMP, and only then. Request specified "
                    + type + " and " + (timestamp == null ? "no" : "a") + " Timestamp.");
        }
        if (timestamp != null && account.clock.isFuture(timestamp, now)) {
            throw KinesisError.invalid(
                    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis.");
        }
        var ordinal = bySequence ? ordinal(found, shard, startingSequenceNumber) : 0;
        var atMillis = timestamp == null ? 0 : account.clock.firstAt(timestamp);
        return shard.position(type, found.horizon(now), ordinal, atMillis, account.budget);
    }

    LogPage readPage(String iterator, int limit) {
        RequestRules.between(limit, 1, Limits.PAGE_RECORDS, "limit");
        var now = account.clock.millis();
        var at = ShardIterator.decode(iterator);
        var stream = Account.usable(account.find(at.streamUid(), now), now);
        var shard = account.shard(stream, ShardIds.format(at.shard()), now);
        if (now - at.issuedMillis() > Limits.ITERATOR_MILLIS) {
            throw new KinesisError(
                    KinesisError.Type.ExpiredIteratorException,
                    "Iterator expired. The iterator was created at time " + account.clock.instantAt(at.issuedMillis())
                            + " while right now it is " + account.clock.instantAt(now)
                            + " which is further in the future than the tolerated delay of " + Limits.ITERATOR_MILLIS
                            + " milliseconds.");
        }
        var read = shard.read(now, stream.horizon(now), at.ordinal(), limit, account.budget);
        if (read == null) {
            throw KinesisError.throttled(rateExceeded(stream, shard));
        }
        var next = read.ended() ? null : new ShardIterator(stream.uid, shard.index, read.next(), now).encode();
        return new LogPage(
                account.clock, stream.numbers, shard.index, read.slices(), next, read.millisBehind(), describe(read));
    }

    /** The children, if that was the shard's end. */
    static List<GetRecordsResult.ChildShard> describe(Shard.Read read) {
        return read.children().stream()
                .map(child -> new GetRecordsResult.ChildShard(
                        child.id, child.parentIds(), child.low.toString(), child.high.toString()))
                .toList();
    }

    private static long ordinal(DataStream stream, Shard shard, String sequenceNumber) {
        var where = Account.where(stream, shard.id);
        var ordinal = stream.numbers.ordinal(sequenceNumber, shard.index, where);
        if (!shard.hasGiven(ordinal)) {
            throw SequenceNumbers.foreign(sequenceNumber, where);
        }
        return ordinal;
    }

    private static HashKey hashKey(NewRecord entry) {
        return entry.explicitHashKey() == null
                ? HashKey.ofPartitionKey(entry.partitionKey())
                : RequestRules.hashKey(entry.explicitHashKey(), "ExplicitHashKey");
    }

    private static String rateExceeded(DataStream stream, Shard shard) {
        return "Rate exceeded for shard " + Account.where(stream, shard.id) + ".";
    }
}
