package delivery.localkinesis.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.localkinesis.fault.CallFaults;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What holding a PutRecords of 500 x 368 bytes against the service model costs of it: a benchmark, by
 * {@code -Dtest=ChecksSpeed}. A usual one is not held against the table at all, one with a StreamARN is.
 */
class ChecksSpeed {
    private static final int RECORDS = 500;
    private static final int ROUNDS = 15;
    private static final int PUTS = 100;

    private final Engine engine = new Engine(
            Clock.systemUTC(),
            new Random(7),
            EngineOptions.DEFAULT
                    .withTransition(Duration.ZERO)
                    .withLimits(false)
                    .withRetainBytes(64 << 20));
    private final Operations operations = new Operations(engine);
    private long checked;

    private interface Work {
        void run() throws IOException;
    }

    @Test
    void checksByTableAreAtMostATwentiethOfAPut() throws IOException {
        engine.createActiveStream("orders", 7);
        var arn = engine.describeStreamSummary("orders").arn();
        var usual = body("\"StreamName\":\"orders\"");
        var atLength = body("\"StreamARN\":\"" + arn + "\"");
        var read = operations.read("PutRecords", atLength, Wire.JSON);
        var array = new byte[usual.length + 100];
        var times = new double[3][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            times[0][round] = micros(() -> {
                System.arraycopy(usual, 0, array, 0, usual.length);
                answer(operations.readUsual("PutRecords", array, usual.length, Wire.JSON));
            });
            times[1][round] = micros(() -> answer(operations.read("PutRecords", atLength, Wire.JSON)));
            times[2][round] = micros(() -> {
                Constraints.check(read, false);
                checked++;
            });
        }
        var best = Arrays.stream(times)
                .mapToDouble(each -> Arrays.stream(each).min().orElseThrow())
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "a put of %d, best of %d rounds: usual %.0f us, at length %.0f us, of which by table %.1f us (%.1f %%)%n",
                RECORDS,
                ROUNDS,
                best[0],
                best[1],
                best[2],
                100 * best[2] / best[1]);
        assertThat(checked).isEqualTo((long) ROUNDS * PUTS);
        assertThat(best[2]).isLessThan(best[1] / 20);
    }

    private void answer(Request request) throws IOException {
        operations.answer(request, CallFaults.NONE, bytes -> OutputStream.nullOutputStream());
    }

    private static double micros(Work work) throws IOException {
        var from = System.nanoTime();
        for (int i = 0; i < PUTS; i++) {
            work.run();
        }
        return (System.nanoTime() - from) / 1e3 / PUTS;
    }

    private static byte[] body(String stream) {
        var random = new Random(11);
        var records = IntStream.range(0, RECORDS)
                .mapToObj(i -> {
                    var data = new byte[360];
                    random.nextBytes(data);
                    return String.format(
                            Locale.ROOT,
                            "{\"Data\":\"%s\",\"PartitionKey\":\"%08d\",\"ExplicitHashKey\":\"%d\"}",
                            Base64.getEncoder().encodeToString(data),
                            random.nextInt(100_000_000),
                            10 + i);
                })
                .collect(Collectors.joining(",", "[", "]"));
        return ("{" + stream + ",\"Records\":" + records + "}").getBytes(UTF_8);
    }
}
