package delivery.localkinesis.engine;

import delivery.localkinesis.api.ConsumerDescription;
import delivery.localkinesis.api.ConsumerPage;
import delivery.localkinesis.api.ConsumerStatus;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.quota.Limits;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Consumers with a rate of their own: how they come and go, and what they subscribe to. */
final class Consumers {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
    private static final Pattern ARN = Pattern.compile("(arn:.*:stream/[^/:]+)/consumer/([^/:]+):\\d+");

    private final Account account;

    Consumers(Account account) {
        this.account = account;
    }

    ConsumerDescription register(String streamArn, String name) {
        checkName(name);
        var now = account.clock.millis();
        var stream = account.find(RequestRules.required(streamArn, "streamARN"), now);
        synchronized (stream) {
            if (stream.status(now) == StreamStatus.CREATING || stream.status(now) == StreamStatus.DELETING) {
                throw Account.notActive(stream, now);
            }
            var others = present(stream, now);
            if (others.stream().anyMatch(consumer -> consumer.name.equals(name))) {
                throw KinesisError.inUse("Consumer " + name + " under stream " + stream.name + " under account "
                        + Account.ID + " already exists.");
            }
            checkLimits(stream, others, now);
            var ready = account.ready(now);
            var consumer = new StreamConsumer(name, stream.arn, account.clock.instantAt(now), ready);
            stream.consumers.put(name, consumer);
            return consumer.describe(now);
        }
    }

    ConsumerDescription describe(@Nullable String consumerArn, @Nullable String streamArn, @Nullable String name) {
        var now = account.clock.millis();
        return find(consumerArn, streamArn, name, now).describe(now);
    }

    void deregister(@Nullable String consumerArn, @Nullable String streamArn, @Nullable String name) {
        var now = account.clock.millis();
        var consumer = find(consumerArn, streamArn, name, now);
        if (consumer.status(now) == ConsumerStatus.DELETING) {
            throw KinesisError.inUse("Consumer " + consumer.arn + " is already being deleted.");
        }
        consumer.delete(account.ready(now));
    }

    /** @param nextToken of the page before, or null */
    ConsumerPage list(String streamArn, @Nullable String nextToken, int maxResults, @Nullable Instant streamCreated) {
        RequestRules.between(maxResults, 1, Limits.LIST_CONSUMERS_MAX, "maxResults");
        var now = account.clock.millis();
        if (nextToken != null && streamCreated != null) {
            throw KinesisError.invalid("NextToken and StreamCreationTimestamp cannot be provided together.");
        }
        var stream = Listings.find(account, RequestRules.required(streamArn, "streamARN"), streamCreated, now);
        var after = nextToken == null ? "" : after(nextToken, stream, now);
        var all = present(stream, now).stream()
                .filter(consumer -> consumer.name.compareTo(after) > 0)
                .toList();
        var page = all.subList(0, Math.min(maxResults, all.size()));
        var token = page.size() == all.size()
                ? null
                : NextToken.CONSUMERS.of(now, stream.uid, page.get(page.size() - 1).name);
        return new ConsumerPage(
                page.stream().map(consumer -> consumer.describe(now)).toList(), token);
    }

    private static String after(String nextToken, DataStream stream, long now) {
        var where = NextToken.CONSUMERS.read(nextToken, 2, now);
        if (!where.get(0).equals(Long.toString(stream.uid))) {
            throw NextToken.invalid();
        }
        return where.get(1);
    }

    ShardFeed subscribe(
            String consumerArn,
            String shardId,
            IteratorType type,
            @Nullable String sequenceNumber,
            @Nullable Instant timestamp) {
        var now = account.clock.millis();
        var consumer = find(RequestRules.required(consumerArn, "consumerARN"), null, null, now);
        var stream = account.usable(consumer.streamArn, now);
        var shard = account.shard(stream, shardId, now);
        if (consumer.status(now) != ConsumerStatus.ACTIVE) {
            throw KinesisError.inUse(
                    "Consumer " + consumer.arn + " not ACTIVE, instead in state " + consumer.status(now));
        }
        var position = DataPath.position(account, stream, shard, type, sequenceNumber, timestamp, now);
        var feed = new ShardFeed(account, stream, shard, position, now);
        consumer.add(feed);
        return feed;
    }

    /** How many a stream has, including those that are being deleted. */
    static int count(DataStream stream, long now) {
        return present(stream, now).size();
    }

    /** Of the consumer with that ARN. */
    Tags tags(String consumerArn) {
        return find(consumerArn, null, null, account.clock.millis()).tags;
    }

    /** Of the consumer with that ARN. */
    AtomicReference<@Nullable String> policy(String consumerArn) {
        return find(consumerArn, null, null, account.clock.millis()).policy;
    }

    /** Null if that is not a consumer's. */
    static @Nullable String streamArn(String consumerArn) {
        var form = ARN.matcher(consumerArn);
        return form.matches() ? form.group(1) : null;
    }

    private StreamConsumer find(
            @Nullable String consumerArn, @Nullable String streamArn, @Nullable String name, long now) {
        if (consumerArn == null) {
            if (streamArn == null || name == null) {
                throw KinesisError.invalid("Either ConsumerARN, or StreamARN and ConsumerName must be given.");
            }
            checkName(name);
            return find(account.find(streamArn, now), name, name, now);
        }
        var form = RequestRules.checkForm(ARN, consumerArn, "consumerARN");
        if ((streamArn != null && !streamArn.equals(form.group(1))) || (name != null && !name.equals(form.group(2)))) {
            throw KinesisError.invalid("ConsumerARN " + consumerArn + " is not of the consumer that StreamARN and"
                    + " ConsumerName are of.");
        }
        var found = find(account.find(form.group(1), now), form.group(2), consumerArn, now);
        if (!found.arn.equals(consumerArn)) {
            throw notFound(consumerArn);
        }
        return found;
    }

    private static StreamConsumer find(DataStream stream, String name, String asked, long now) {
        var consumer = stream.consumers.get(name);
        if (consumer == null || consumer.isGone(now)) {
            throw notFound(asked);
        }
        return consumer;
    }

    private static List<StreamConsumer> present(DataStream stream, long now) {
        stream.consumers.values().removeIf(consumer -> consumer.isGone(now));
        return List.copyOf(stream.consumers.values());
    }

    private void checkLimits(DataStream stream, List<StreamConsumer> others, long now) {
        if (!account.options.limits()) {
            return;
        }
        var creating = others.stream()
                .filter(consumer -> consumer.status(now) == ConsumerStatus.CREATING)
                .count();
        if (others.size() >= Limits.STREAM_CONSUMERS || creating >= Limits.CONSUMERS_CREATING) {
            throw KinesisError.limit("Stream " + stream.name + " under account " + Account.ID + " has " + others.size()
                    + " consumers, " + creating + " of them CREATING; the limits are "
                    + Limits.STREAM_CONSUMERS + " and " + Limits.CONSUMERS_CREATING + ".");
        }
    }

    private static void checkName(String name) {
        RequestRules.checkForm(NAME, RequestRules.required(name, "consumerName"), "consumerName");
    }

    private static KinesisError notFound(String consumer) {
        return KinesisError.notFound("Consumer " + consumer + " under account " + Account.ID + " not found.");
    }
}
