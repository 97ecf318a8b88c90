package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.lab.launcher.Suite;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One shard that cannot be read, of a process that reads them all. */
@Timeout(240)
class PoisonedShardIT {
    private static final String FIRST = "shardId-000000000000";
    private static final String POISONED = "shardId-000000000001";
    private static final String LAST = "shardId-000000000002";

    @Test
    void aShardThatMayNotBeReadEndsNoOtherAndIsReadOnceItMay() throws IOException {
        try (var suite = Started.onLocalKinesis(3);
                var service = new RefusingKinesis(suite.endpoint())) {
            service.refuseAbout(
                    POISONED,
                    "GetShardIterator",
                    400,
                    "AccessDeniedException",
                    "User x may not perform kinesis:GetShardIterator");
            suite.startServer();
            suite.run("producer-main", "--rate", "200");
            try (var consumer = Started.jar(
                    "consumer",
                    "--all-shards",
                    "--server",
                    suite.socket(),
                    "--stream-name",
                    Suite.STREAM,
                    "--endpoint-url",
                    service.endpoint().toString())) {
                consumer.awaitLog(POISONED + " is not read, and is tried again");
                var before = suite.ranking();
                var later = suite.awaitRanking(ranking ->
                        ranking.read(FIRST) > before.read(FIRST) + 300 && ranking.read(LAST) > before.read(LAST) + 300);
                assertThat(consumer.isAlive()).isTrue();
                assertThat(later.read(POISONED)).isZero();

                service.allow("GetShardIterator");
                suite.awaitRanking(ranking -> ranking.read(POISONED) > 300);
                consumer.signal("TERM");
                assertThat(consumer.awaitExit()).as(consumer.lastWords()).isZero();
            }
        }
    }
}
