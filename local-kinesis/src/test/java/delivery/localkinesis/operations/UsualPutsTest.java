package delivery.localkinesis.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import delivery.app.FakeTime;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.StreamRecord;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.localkinesis.engine.Engines;
import delivery.localkinesis.fault.CallFaults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsualPutsTest {
    private static final int SHARDS = 3;

    private final FakeTime time = new FakeTime();

    /** Random requests, right ones and such as are not: by the short way they come to what they come to by the long one. */
    @ParameterizedTest
    @EnumSource(Wire.class)
    void whatIsReadTheShortWayMeansTheSameAsTheLongWay(Wire wire) throws IOException {
        var random = new Random(11);
        assertThat(usual(wire, random, "PutRecords", 400)).isGreaterThan(100);
        assertThat(usual(wire, random, "PutRecord", 400)).isGreaterThan(100);
    }

    /** How many of so many random requests were usual. */
    private int usual(Wire wire, Random random, String operation, int requests) throws IOException {
        var usual = 0;
        for (int i = 0; i < requests; i++) {
            var body = request(operation, wire, random, i % 3 == 0);
            var mangled = i % 4 == 0 ? mangled(body, random) : body;
            var shortWay = usual(operation, mangled, body, wire);
            usual += shortWay == null ? 0 : 1;
            assertThat(outcome(operation, mangled, wire, shortWay)).isEqualTo(outcome(operation, mangled, wire, null));
        }
        return usual;
    }

    /** Also of what {@link PutsFuzzTest} thinks of. */
    void assertTheSameBothWays(String operation, byte[] body, Wire wire) throws IOException {
        var shortWay = usual(operation, body, body, wire);
        assertThat(outcome(operation, body, wire, shortWay)).isEqualTo(outcome(operation, body, wire, null));
    }

    /** Read from where another request has been before, of which it may be the beginning only. */
    private static Request usual(String operation, byte[] body, byte[] before, Wire wire) {
        var array = Arrays.copyOf(before, before.length + 100);
        System.arraycopy(body, 0, array, 0, body.length);
        return new Operations(null).readUsual(operation, array, body.length, wire);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"\",\"PartitionKey\":\"k\"]}}",
                "{\"StreamName\":\"s\"}",
                "{\"StreamName\":\"s\",\"Records\":[]}",
                "{\"StreamName\":\"s\",\"Records\":[],}",
                "{\"StreamName\":\"s/t\",\"Records\":[{\"Data\":\"\",\"PartitionKey\":\"k\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"\",\"PartitionKey\":\"\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"\",\"PartitionKey\":\"k\"},]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"\",\"PartitionKey\":\"\\u00fc\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"ü\",\"PartitionKey\":\"k\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"A\",\"PartitionKey\":\"k\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"AA==AAAA\",\"PartitionKey\":\"k\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"AB==\",\"PartitionKey\":\"k\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"AA=A\",\"PartitionKey\":\"k\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"AAAB\",\"PartitionKey\":\"k\",\"ExplicitHashKey\":\"01\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"AAAB\",\"PartitionKey\":\"k\",\"Other\":\"01\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"AAAB\",\"Data\":\"AAAB\",\"PartitionKey\":\"k\"}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"AAAB\",\"PartitionKey\":null}]}",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"AAAB\",\"PartitionKey\":\"k\"}]}x",
                "{\"StreamName\":\"s\",\"Records\":[{\"Data\":\"AAAB\",\"PartitionKey\":\"k\"}]",
                "[\"StreamName\"]",
                "",
            })
    void whatIsNotUsualIsLeftToTheLongWay(String json) {
        var body = json.getBytes(UTF_8);
        assertThat(UsualPuts.read(body, body.length, Wire.JSON, false)).isNull();
    }

    @Test
    void blanksAndTheOrderOfMembersAreUsual() {
        var json =
                " { \"Records\" : [ { \"ExplicitHashKey\" : \"7\" , \"PartitionKey\" : \"k\" , \"Data\" : \"YQ==\" } ]"
                        + " ,\n\t\"StreamName\" : \"s\" } \r\n";
        var put = UsualPuts.read(json.getBytes(UTF_8), json.length(), Wire.JSON, false);
        assertThat(put.stream()).isEqualTo("s");
        assertThat(put.batch().size()).isEqualTo(1);
        assertThat(put.batch().bytes(0)).isEqualTo(2);
    }

    /**
     * What is answered, or refused, and what can be read afterwards.
     *
     * @param shortWay null: it is read the long way
     */
    private String outcome(String operation, byte[] body, Wire wire, Request shortWay) throws IOException {
        var engine =
                new Engine(time, time::elapsed, new Random(1), EngineOptions.DEFAULT.withTransition(Duration.ZERO));
        engine.createActiveStream("s", SHARDS);
        var operations = new Operations(engine);
        var out = new ByteArrayOutputStream();
        String answer;
        try {
            var request = shortWay != null ? shortWay : operations.read(operation, body, wire);
            operations.answer(request, CallFaults.NONE, bytes -> out);
            answer = read(out.toByteArray(), wire);
        } catch (KinesisError e) {
            answer = e.type() + " "
                    + (e.getMessage() == null ? "" : e.getMessage().replaceAll("@[0-9a-f]+", "@"));
        }
        var records = new ArrayList<String>();
        for (int shard = 0; shard < SHARDS; shard++) {
            var iterator = engine.getShardIterator("s", Engines.id(shard), IteratorType.TRIM_HORIZON, null, null);
            records.add(engine.getRecords(iterator).records().stream()
                    .map(UsualPutsTest::text)
                    .collect(Collectors.joining(";")));
        }
        return answer + records;
    }

    private static String text(StreamRecord record) {
        return record.sequenceNumber() + " " + record.partitionKey() + " "
                + Base64.getEncoder().encodeToString(record.data());
    }

    /** The two ways may write CBOR differently; what they say is the same. */
    private static String read(byte[] answer, Wire wire) throws IOException {
        if (wire == Wire.JSON) {
            return new String(answer, UTF_8);
        }
        var tokens = new StringBuilder();
        try (var in = wire.parser(answer)) {
            for (var token = in.nextToken(); token != null; token = in.nextToken()) {
                tokens.append(token).append(' ').append(in.getText()).append('\n');
            }
        }
        return tokens.toString();
    }

    private static byte[] request(String operation, Wire wire, Random random, boolean odd) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var json = wire.generator(out)) {
            json.writeStartObject();
            json.writeStringField("StreamName", odd && random.nextInt(10) == 0 ? "nobody" : "s");
            if (operation.equals("PutRecord")) {
                record(json, random, odd);
            } else {
                json.writeArrayFieldStart("Records");
                for (int i = 0, records = 1 + random.nextInt(odd ? 600 : 20); i < records; i++) {
                    json.writeStartObject();
                    record(json, random, odd);
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void record(JsonGenerator json, Random random, boolean odd) throws IOException {
        var data = new byte[random.nextInt(odd && random.nextInt(20) == 0 ? 70_000 : 200)];
        random.nextBytes(data);
        json.writeBinaryField("Data", data);
        json.writeStringField("PartitionKey", key(random, odd));
        if (random.nextBoolean()) {
            json.writeStringField(
                    "ExplicitHashKey", new BigInteger(odd && random.nextInt(50) == 0 ? 130 : 128, random).toString());
        }
        if (odd && random.nextInt(20) == 0) {
            json.writeStringField(
                    "SequenceNumberForOrdering", "49590338271490256608559692538361571095921575989136588898");
        }
    }

    private static String key(Random random, boolean odd) {
        if (!odd || random.nextInt(30) > 0) {
            return "key " + random.nextInt(1_000);
        }
        return List.of("", "Zürich \uD83D\uDE9A", "a\"b\\c\n", "x".repeat(256), "x".repeat(257), "🚚".repeat(200))
                .get(random.nextInt(6));
    }

    private static byte[] mangled(byte[] body, Random random) {
        var mangled = Arrays.copyOf(body, random.nextInt(4) == 0 ? random.nextInt(body.length) : body.length);
        if (mangled.length > 0) {
            mangled[random.nextInt(mangled.length)] = (byte) random.nextInt(256);
        }
        return mangled;
    }
}
