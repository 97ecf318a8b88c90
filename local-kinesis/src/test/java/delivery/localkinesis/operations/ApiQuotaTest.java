package delivery.localkinesis.operations;

import static delivery.localkinesis.api.KinesisError.Type.LimitExceededException;
import static delivery.localkinesis.api.KinesisError.Type.ProvisionedThroughputExceededException;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.engine.Engines;
import delivery.localkinesis.engine.Refusals;
import delivery.localkinesis.fault.CallFaults;
import delivery.localkinesis.quota.ApiQuota;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApiQuotaTest {
    private final Engines local = Engines.withLimits(2);
    private final Operations operations = new Operations(local.engine);

    @ParameterizedTest
    @EnumSource(ApiQuota.class)
    void oneCallMoreThanAwsLetsIsRefusedUntilTheNextSecond(ApiQuota quota) {
        for (int i = 0; i < quota.perSecond; i++) {
            assertThat(answer(operations, quota)).isNotEqualTo(throttled(quota));
        }
        assertThat(answer(operations, quota)).isEqualTo(throttled(quota));
        local.time.advance(Duration.ofSeconds(1));
        assertThat(answer(operations, quota)).isNotEqualTo(throttled(quota));
    }

    @ParameterizedTest
    @EnumSource(ApiQuota.class)
    void withoutLimitsNoCallIsRefused(ApiQuota quota) {
        var free = new Operations(Engines.withoutLimits(2).engine);
        for (int i = 0; i < 2 * quota.perSecond; i++) {
            assertThat(answer(free, quota)).isNotEqualTo(throttled(quota));
        }
    }

    @Test
    void iteratorsAreCountedByShardAndListsByStream() {
        for (int i = 0; i < 5; i++) {
            call(operations, "GetShardIterator", iterator(0));
        }
        Refusals.assertRefused(
                ProvisionedThroughputExceededException,
                "Rate exceeded for shard shardId-000000000000",
                () -> call(operations, "GetShardIterator", iterator(0)));
        Refusals.assertRefused(
                ProvisionedThroughputExceededException,
                "Rate exceeded for shard shardId-000000000000 in stream",
                () -> call(operations, "GetShardIterator", iterator(0).replace(Engines.id(0), "0")));
        call(operations, "GetShardIterator", iterator(1));
        local.engine.createActiveStream("other", 1);
        for (int i = 0; i < 1_000; i++) {
            call(operations, "ListShards", "{\"StreamName\":\"orders\"}");
        }
        Refusals.assertRefused(
                LimitExceededException,
                "Rate exceeded for stream orders",
                () -> call(operations, "ListShards", "{\"StreamName\":\"orders\"}"));
        call(operations, "ListShards", "{\"StreamName\":\"other\"}");
    }

    /** Seven consumers and a driver that start at one moment: each asks for the stream and its shards. */
    @Test
    void theSuiteStartsWellBelowTheQuotas() {
        for (int app = 0; app < 9; app++) {
            call(operations, "DescribeStreamSummary", "{\"StreamName\":\"orders\"}");
            call(operations, "DescribeStreamSummary", "{\"StreamName\":\"orders\"}");
            for (int list = 0; list < 20; list++) {
                call(operations, "ListShards", "{\"StreamName\":\"orders\"}");
            }
        }
    }

    private static String iterator(int shard) {
        return "{\"StreamName\":\"orders\",\"ShardId\":\"" + Engines.id(shard) + "\",\"ShardIteratorType\":\"LATEST\"}";
    }

    /** The error's type, or "OK"; what is wrong with the request itself does not matter here. */
    private static String answer(Operations operations, ApiQuota quota) {
        try {
            call(
                    operations,
                    quota.name(),
                    Samples.rightRequest(Shapes.of(quota.name())).toString());
            return "OK";
        } catch (KinesisError e) {
            return e.getMessage().startsWith("Rate exceeded") ? e.type().name() : "refused for another reason";
        }
    }

    private static String throttled(ApiQuota quota) {
        return quota.scope == ApiQuota.Scope.SHARD
                ? ProvisionedThroughputExceededException.name()
                : LimitExceededException.name();
    }

    private static void call(Operations operations, String operation, String body) {
        try {
            var request = operations.read(operation, body.getBytes(UTF_8), Wire.JSON);
            operations.answer(request, CallFaults.NONE, bytes -> new ByteArrayOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
