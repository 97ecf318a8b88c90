package delivery.localkinesis.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import delivery.app.FakeTime;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.localkinesis.fault.CallFaults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Whatever a client sends. The corpus is tried with all tests, more than that by {@code scripts/fuzz.sh}. */
class PutsFuzzTest {
    private final FakeTime time = new FakeTime();
    private final UsualPutsTest puts = new UsualPutsTest();

    @FuzzTest
    void jsonMeansTheSameTheShortWayAsTheLongWay(byte[] body) throws IOException {
        puts.assertTheSameBothWays("PutRecords", body, Wire.JSON);
    }

    @FuzzTest
    void cborMeansTheSameTheShortWayAsTheLongWay(byte[] body) throws IOException {
        puts.assertTheSameBothWays("PutRecords", body, Wire.CBOR);
    }

    /** The first byte says which operation and which wire. */
    @FuzzTest
    void aRequestOfAnyOperationIsAnsweredOrRefused(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        var shapes = List.copyOf(Shapes.all());
        var name = shapes.get((input[0] & 0x7f) % shapes.size()).name();
        var engine =
                new Engine(time, time::elapsed, new Random(1), EngineOptions.DEFAULT.withTransition(Duration.ZERO));
        engine.createActiveStream("s", 2);
        var operations = new Operations(engine);
        try {
            var body = Arrays.copyOfRange(input, 1, input.length);
            var request = operations.read(name, body, input[0] < 0 ? Wire.CBOR : Wire.JSON);
            if (!name.equals("SubscribeToShard")) {
                operations.answer(request, CallFaults.NONE, bytes -> new ByteArrayOutputStream());
            }
        } catch (KinesisError e) {
            assertThat(e.type()).isNotNull();
        }
    }
}
