package delivery.localkinesis;

/** How streams come and go. Changes hold this object's lock, so a name is given once. */
final class StreamLife {
    private final Account account;

    StreamLife(Account account) {
        this.account = account;
    }

    /** The stream is CREATING for the transition time and takes no records until it is ACTIVE. */
    void createStream(String name, int shards) {
        var now = account.clock.millis();
        create(name, shards, now, now + account.options.transition().toMillis());
    }

    /** The stream is ACTIVE at once. */
    void createActiveStream(String name, int shards) {
        create(name, shards, account.clock.millis(), Long.MIN_VALUE);
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
        found.delete(now + account.options.transition().toMillis());
    }

    private synchronized void create(String name, int shards, long now, long readyMillis) {
        RequestRules.checkNewStream(name, shards);
        account.forgetGone(now);
        if (account.has(name)) {
            throw KinesisError.inUse("Stream " + name + " under account " + Account.ID + " already exists.");
        }
        account.checkShardLimit(shards, now);
        var creating = account.streams()
                .filter(stream -> stream.status(now) == StreamStatus.CREATING)
                .count();
        if (account.options.limits() && creating >= Limits.STREAMS_CREATING) {
            throw new KinesisError(
                    KinesisError.Type.LimitExceededException,
                    "Limit for streams being created exceeded: " + Limits.STREAMS_CREATING + " are CREATING.");
        }
        var stream = new DataStream(
                name,
                "arn:aws:kinesis:" + account.options.region() + ":" + Account.ID + ":stream/" + name,
                account.random.nextLong(),
                ShardMap.even(shards, now, account.options.limits()),
                now,
                readyMillis,
                account.options.limits());
        account.add(stream);
    }
}
