package delivery.consumer;

import delivery.app.AppException;
import delivery.app.LogPace;
import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.Shard;
import delivery.protocol.Batch;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Terms;
import delivery.relay.ConsumerMetrics;
import delivery.relay.RankingPort;
import delivery.relay.ShardRelay;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one ranking server is brought: each shard with a position and a pace of its own there, whatever becomes of the
 * other servers. Thread-safe.
 */
final class ServerFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ServerFeed.class);

    private final Consumer consumer;
    private final RankingPort server;
    /** What its log lines say of the server; empty if there is one alone. */
    private final String suffix;

    private final ConsumerMetrics.OfServer metrics;
    private final ShardLineage lineage = new ShardLineage();
    /** How often it is said of the server, which all its shards meet, that it wants nothing. */
    private final LogPace words = new LogPace(Duration.ofSeconds(30));

    ServerFeed(Consumer consumer, RankingPort server, boolean isOneOfMany, ConsumerMetrics metrics) {
        this.consumer = consumer;
        this.server = server;
        suffix = isOneOfMany ? " for " + server : "";
        this.metrics = metrics.of(server.toString());
    }

    /** These, and not yet: begins with none. */
    List<ShardLineage.Member> add(Collection<Shard> shards, ShardRole role, List<Shard> all) {
        return lineage.add(shards, role, all);
    }

    void begin(List<ShardLineage.Member> members) {
        members.forEach(member ->
                consumer.agents().start("shard-relay-" + nameOf(member.shardId()), new ShardFollower(this, member)));
    }

    /** Begins with those that are not read for this server. */
    void start(Collection<Shard> shards, ShardRole role, List<Shard> all) {
        begin(add(shards, role, all));
    }

    /** For people. */
    String nameOf(String shardId) {
        return shardId + suffix;
    }

    ShardRelay relay(ShardLineage.Member member, ShardRelay.Listener told) {
        var settings = consumer.settings();
        var hello = Hello.of(
                new Caller(settings.holder(), settings.token()),
                settings.stream(),
                member.identity(),
                new Terms(
                        settings.takeover() && member.mayTakeOver(),
                        settings.acceptLoss(),
                        member.role() == ShardRole.SHARED));
        return new ShardRelay(
                hello,
                server,
                consumer.pages().of(member.shardId()),
                consumer.retention()::current,
                member.role().patience(),
                clock(),
                newRandom(),
                told);
    }

    /** Whether there is a shard that can be brought, as far as is known. */
    boolean canBring() {
        return lineage.canAnyBeRead();
    }

    /** False if that was the last that could be brought, to any server: then the process ends by the cause. */
    boolean goOnWithout(ShardLineage.Member member, AppException cause) {
        if (member.failed()) {
            consumer.told(member.shardId(), cause);
            return true;
        }
        var othersGoOn = consumer.canBringToOthers(this);
        if (othersGoOn) {
            consumer.told(member.shardId(), cause);
            member.lost();
        } else {
            consumer.end(cause);
        }
        return othersGoOn;
    }

    /** The server wants nothing of us, of no shard. False if the process ends by that, as there is no other server. */
    boolean goesOnTurnedAway(ShardLineage.Member member, AppException cause) {
        if (consumer.hasOneServer()) {
            consumer.end(cause);
            return false;
        }
        var goesOn = goOnWithout(member, cause);
        if (goesOn && isSaidAgain()) {
            LOG.error("{} is brought nothing, and is asked again: {}", server, cause.getMessage());
        }
        return goesOn;
    }

    private synchronized boolean isSaidAgain() {
        return words.isDue(clock().elapsed());
    }

    void trace(Batch batch, Instant readAt, Instant sentAt) {
        consumer.trace(this, batch, readAt, sentAt);
    }

    KinesisStream stream() {
        return consumer.stream();
    }

    Time clock() {
        return consumer.clock();
    }

    ConsumerMetrics.OfServer metrics() {
        return metrics;
    }

    RandomGenerator newRandom() {
        return consumer.newRandom();
    }
}
