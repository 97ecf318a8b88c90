package delivery.localkinesis.engine;

import delivery.localkinesis.api.AccountLimits;
import delivery.localkinesis.api.DescribedStream;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.ShardPage;
import delivery.localkinesis.api.StreamPage;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.api.StreamSummary;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.ShardIds;
import delivery.localkinesis.shard.StoredShard;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What can be asked of streams and shards. */
public final class Listings {
    /** The time as of which a list is made that is not stale: above every time, below that of a shard still open. */
    public static final long PRESENT = Long.MAX_VALUE - 1;

    private final Account account;

    Listings(Account account) {
        this.account = account;
    }

    StreamSummary describeStreamSummary(String stream) {
        var now = account.clock.millis();
        return summary(account.find(stream, now), now);
    }

    DescribedStream describeStream(String stream, @Nullable String exclusiveStartShardId, int limit) {
        RequestRules.between(limit, 1, Limits.DESCRIBE_MAX, "limit");
        var now = account.clock.millis();
        var found = account.find(stream, now);
        var after =
                exclusiveStartShardId == null ? ShardIds.NONE : account.shard(found, exclusiveStartShardId, now).index;
        var shards = visible(found, ShardFilter.ALL, after, now, PRESENT);
        var page = shards.subList(0, Math.min(limit, shards.size()));
        return new DescribedStream(summary(found, now), describe(page, PRESENT), page.size() < shards.size());
    }

    StreamPage listStreams(@Nullable String exclusiveStartName, int limit) {
        RequestRules.between(limit, 1, Limits.DESCRIBE_MAX, "limit");
        var now = account.clock.millis();
        var all = account.streams(now)
                .filter(stream -> exclusiveStartName == null || stream.name.compareTo(exclusiveStartName) > 0)
                .sorted(Comparator.comparing(stream -> stream.name))
                .toList();
        var page = all.subList(0, Math.min(limit, all.size()));
        var token = page.size() == all.size() ? null : NextToken.STREAMS.of(now, page.get(page.size() - 1).name);
        return new StreamPage(page.stream().map(stream -> summary(stream, now)).toList(), token);
    }

    StreamPage listMoreStreams(String nextToken, int limit) {
        return listStreams(
                NextToken.STREAMS.read(nextToken, 1, account.clock.millis()).get(0), limit);
    }

    ShardPage listShards(
            String stream,
            ShardFilter filter,
            @Nullable String exclusiveStartShardId,
            int maxResults,
            long asOf,
            @Nullable Instant streamCreated) {
        var now = account.clock.millis();
        var found = find(account, stream, streamCreated, now);
        var after =
                exclusiveStartShardId == null ? ShardIds.NONE : account.shard(found, exclusiveStartShardId, now).index;
        return listShards(found, filter, after, maxResults, now, asOf);
    }

    /** @param created tells streams apart that had this name, to the second; or null */
    static DataStream find(Account account, String stream, @Nullable Instant created, long now) {
        var found = account.find(stream, now);
        var at = account.clock.instantAt(found.createdMillis);
        if (created != null && created.getEpochSecond() != at.getEpochSecond()) {
            throw Account.notFound(found.name);
        }
        return found;
    }

    ShardPage listShards(String nextToken, int maxResults, long asOf) {
        var now = account.clock.millis();
        var where = NextToken.SHARDS.read(nextToken, 5, now);
        try {
            var filter = new ShardFilter(
                    ShardFilter.Type.valueOf(where.get(2)),
                    where.get(3).isEmpty() ? null : where.get(3),
                    where.get(4).isEmpty() ? null : Instant.parse(where.get(4)));
            var stream = account.find(Long.parseLong(where.get(0)), now);
            return listShards(stream, filter, Integer.parseInt(where.get(1)), maxResults, now, asOf);
        } catch (IllegalArgumentException | DateTimeParseException e) { // it has our form, and is not ours
            throw NextToken.invalid();
        }
    }

    private ShardPage listShards(
            DataStream stream, ShardFilter filter, int after, int maxResults, long now, long asOf) {
        RequestRules.between(maxResults, 1, Limits.LIST_SHARDS_MAX, "maxResults");
        DataPath.checkPast(account, filter.timestamp(), now);
        if (stream.status(now) == StreamStatus.CREATING) {
            throw Account.notActive(stream, now);
        }
        var from = filter.type() == ShardFilter.Type.AFTER_SHARD_ID
                ? Math.max(after, account.shard(stream, Objects.requireNonNull(filter.shardId()), now).index)
                : after;
        var shards = visible(stream, filter, from, now, asOf);
        var page = shards.subList(0, Math.min(maxResults, shards.size()));
        var token = page.size() == shards.size() ? null : token(stream, page.get(page.size() - 1).index, filter, now);
        return new ShardPage(describe(page, asOf), token);
    }

    /** It carries the stream and the filter, which may not be given again. */
    private static String token(DataStream stream, int after, ShardFilter filter, long now) {
        return NextToken.SHARDS.of(
                now,
                stream.uid,
                after,
                filter.type(),
                filter.shardId() == null ? "" : filter.shardId(),
                filter.timestamp() == null ? "" : filter.timestamp());
    }

    private List<StoredShard> visible(DataStream stream, ShardFilter filter, int after, long now, long asOf) {
        if (!hasShards(stream, now)) {
            return List.of();
        }
        var horizon = stream.horizon(now);
        var at = filter.timestamp() == null ? 0 : account.clock.firstAt(filter.timestamp());
        return stream.shards().all().stream()
                .filter(shard -> shard.index > after && !shard.isClosedBefore(horizon))
                .filter(shard -> shard.parent == null || shard.createdMillis <= asOf)
                .filter(shard -> switch (filter.type()) {
                    case AFTER_SHARD_ID, FROM_TRIM_HORIZON -> true;
                    case AT_LATEST -> !shard.isClosedBefore(asOf + 1);
                    case AT_TRIM_HORIZON -> shard.isOpenAt(Math.max(stream.createdMillis, horizon));
                    case AT_TIMESTAMP -> shard.isOpenAt(at);
                    case FROM_TIMESTAMP -> !shard.isClosedBefore(at);
                })
                .toList();
    }

    /** A stream that is being made, or deleted, is said to have none. */
    private static boolean hasShards(DataStream stream, long now) {
        var status = stream.status(now);
        return status != StreamStatus.CREATING && status != StreamStatus.DELETING;
    }

    private static List<ShardDescription> describe(List<StoredShard> shards, long asOf) {
        return shards.stream()
                .map(shard -> new ShardDescription(
                        shard.id,
                        shard.parent == null ? null : shard.parent.id,
                        shard.adjacentParent == null ? null : shard.adjacentParent.id,
                        shard.low.toString(),
                        shard.high.toString(),
                        shard.startNumber(),
                        !shard.isClosedBefore(asOf + 1) ? null : shard.endNumber()))
                .toList();
    }

    private StreamSummary summary(DataStream stream, long now) {
        stream.settle(now);
        var settings = stream.settings();
        return new StreamSummary(
                stream.name,
                stream.arn,
                stream.status(now),
                account.clock.instantAt(stream.createdMillis),
                settings.retentionHours(),
                hasShards(stream, now) ? stream.shards().openCount() : 0,
                Consumers.count(stream, now),
                settings.mode(),
                settings.maxRecordKib(),
                settings.keyId(),
                settings.shardMetrics(),
                settings.spreads(),
                settings.warmMib());
    }

    AccountLimits describeLimits() {
        var now = account.clock.millis();
        return new AccountLimits(
                Limits.SHARDS, account.openShards(now), account.onDemandStreams(now), Limits.ON_DEMAND_STREAMS);
    }
}
