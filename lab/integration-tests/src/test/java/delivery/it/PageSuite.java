package delivery.it;

import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A city at work and its server, which can be started again where it was. */
final class PageSuite implements AutoCloseable {
    private final Suite suite;
    private final List<Program> consumers = new ArrayList<>();
    private final List<Program> producers = new ArrayList<>();
    private Program server;

    /** @param shards that are read, each by a consumer of its own; the stream has one at least */
    PageSuite(int shards) {
        this(shards, "--no-limits");
    }

    /** @param kinesisFlags of the embedded Kinesis */
    PageSuite(int shards, String... kinesisFlags) {
        suite = Started.onLocalKinesis(Math.max(1, shards), kinesisFlags);
        server = suite.startServer();
        consumers.addAll(suite.startConsumers(shards));
    }

    void startServerAgain() {
        server = suite.startServerAgain();
        server.awaitLine("listening on");
    }

    void killServer() {
        server.kill();
    }

    void startConsumer(int shard) {
        consumers.add(suite.startConsumer(shard));
    }

    void killConsumer(int shard) {
        consumers.get(shard).kill();
    }

    /** The drivers live ten times as fast as we do. */
    void startProducers() {
        producers.add(suite.run("producer-main", "--rate", "30", "--seed", "1"));
        producers.add(suite.run("producer-driver", "--time-scale", "10", "--seed", "1"));
    }

    /** Nothing is made any more, and all that was made is in the ranking, exactly. */
    RankingAnswer settle() {
        producers.forEach(Program::terminate);
        var audit = suite.audit();
        if (audit.awaitExit(Duration.ofSeconds(90)) != 0) {
            throw new AssertionError("audit: " + audit.stderr() + audit.stdout());
        }
        return suite.ranking();
    }

    RankingAnswer awaitRanking(Predicate<RankingAnswer> condition) {
        return suite.awaitRanking(condition);
    }

    URI page() {
        return suite.page();
    }

    /** Of the programs, and their stream. */
    Suite programs() {
        return suite;
    }

    @Override
    public void close() {
        suite.close();
    }
}
