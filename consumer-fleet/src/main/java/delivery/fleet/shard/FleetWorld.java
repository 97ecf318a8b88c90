package delivery.fleet.shard;

import delivery.app.AppException;
import delivery.app.Time;
import delivery.app.Waiter;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.read.PageRoom;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.StreamIdentity;
import delivery.relay.ConsumerMetrics;
import delivery.relay.RankingPort;
import delivery.relay.RetentionLookup;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What all shards of a worker have in common.
 *
 * @param readsPerSecond of ours, where one has to catch up without the KCL
 * @param acceptLoss whether to go on over records that can no longer be read
 * @param randoms one for each use
 * @param end told why the program has to end
 */
public record FleetWorld(
        KinesisStream stream,
        RankingPort server,
        StreamIdentity identity,
        Caller caller,
        double readsPerSecond,
        boolean acceptLoss,
        Time clock,
        Waiter waiter,
        Supplier<RandomGenerator> randoms,
        ConsumerMetrics.OfServer metrics,
        RetentionLookup retention,
        PageRoom room,
        Consumer<AppException> end) {}
