package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewStream;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.ShardRanges;

/** How streams come and go. Changes hold this object's lock, so a name is given once. */
final class StreamLife {
    private final Account account;

    StreamLife(Account account) {
        this.account = account;
    }

    void createStream(NewStream stream) {
        var now = account.clock.millis();
        create(stream, now, account.ready(now));
    }

    void createActiveStream(NewStream stream) {
        create(stream, account.clock.millis(), Long.MIN_VALUE);
    }

    /** @param withConsumers whether it may have some, who lose it */
    synchronized void deleteStream(String stream, boolean withConsumers) {
        var now = account.clock.millis();
        var found = account.find(stream, now);
        if (found.status(now) == StreamStatus.DELETING) {
            throw Account.notFound(found.name);
        }
        if (!withConsumers && Consumers.count(found, now) > 0) {
            throw KinesisError.inUse("Stream " + found.name + " under account " + Account.ID
                    + " has consumers: deregister them, or set EnforceConsumerDeletion.");
        }
        found.delete(account.ready(now));
    }

    private synchronized void create(NewStream wanted, long now, long readyMillis) {
        var name = wanted.name();
        RequestRules.checkNewStream(name, wanted.shards());
        RequestRules.between(wanted.maxRecordKib(), Limits.RECORD_KIB, Limits.RECORD_KIB_MAX, "maxRecordSizeInKiB");
        Tags.check(wanted.tags());
        account.forgetGone(now);
        if (account.findOrNull(name) != null) {
            throw KinesisError.inUse("Stream " + name + " under account " + Account.ID + " already exists.");
        }
        account.checkShardLimit(wanted.shards(), now);
        if (wanted.mode() == StreamMode.ON_DEMAND) {
            account.checkOnDemandLimit(now);
        }
        var creating = account.streams(now)
                .filter(stream -> stream.status(now) == StreamStatus.CREATING)
                .count();
        if (account.options.limits() && creating >= Limits.STREAMS_CREATING) {
            throw KinesisError.limit(
                    "Limit for streams being created exceeded: " + Limits.STREAMS_CREATING + " are CREATING.");
        }
        var stream = new DataStream(
                name,
                account.arn(name),
                account.random.nextLong(),
                ShardRanges.even(wanted.shards(), now, account.firstSecond(name, now), account.options.limits()),
                StreamSettings.of(wanted.mode(), account.options.retention().toMillis(), wanted.maxRecordKib())
                        .withSpreads(wanted.spreads())
                        .withWarmMib(wanted.warmMib()),
                now,
                readyMillis,
                account.options.limits());
        stream.tags.add(wanted.tags(), stream.name);
        account.add(stream);
    }
}
