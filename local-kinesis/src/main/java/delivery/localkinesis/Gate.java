package delivery.localkinesis;

/** Refuses calls that come more often than AWS lets them, before anyone looks what they want. */
final class Gate {
    private final Account account;

    Gate(Account account) {
        this.account = account;
    }

    void admit(String operation, Request request) {
        var quota = ApiQuota.of(operation);
        if (quota == null || !account.options.limits()) {
            return;
        }
        var now = account.clock.millis();
        if (quota.scope == ApiQuota.Scope.ACCOUNT) {
            if (!account.rates.tryCall(quota, now)) {
                throw KinesisError.limit("Rate exceeded for account " + Account.ID + ".");
            }
            return;
        }
        var stream = account.findOrNull(streamOf(request));
        if (stream == null) {
            return; // the operation itself will say so
        }
        if (quota.scope == ApiQuota.Scope.STREAM) {
            if (!stream.rates.tryCall(quota, now)) {
                throw KinesisError.limit(
                        "Rate exceeded for stream " + stream.name + " under account " + Account.ID + ".");
            }
            return;
        }
        var shard = request.shardId == null ? ShardIds.NONE : ShardIds.index(request.shardId);
        if (shard != ShardIds.NONE
                && shard < stream.shards().all().size()
                && !stream.rates.tryCall(quota, shard, now)) {
            // Of all control operations GetShardIterator alone answers with this one.
            throw new KinesisError(
                    KinesisError.Type.ProvisionedThroughputExceededException,
                    "Rate exceeded for shard " + Account.where(stream, request.shardId) + ".");
        }
    }

    private static String streamOf(Request request) {
        if (request.consumerArn != null) {
            return Consumers.streamArn(request.consumerArn);
        }
        return request.streamArn == null ? request.streamName : request.streamArn;
    }
}
