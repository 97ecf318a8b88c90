package delivery.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {
    private static DeadLetter letter(String partitionKey, byte[] bytes, int size) {
        return letter(DeadLetter.NO_PART, partitionKey, bytes, size);
    }

    private static DeadLetter letter(int part, String partitionKey, byte[] bytes, int size) {
        return new DeadLetter(
                "DeliveryStream",
                "shardId-000000000000",
                "49590338271490256608559692538361571095921575989136588898",
                part,
                partitionKey,
                Instant.ofEpochMilli(Events.START_MILLIS),
                "not-json",
                "not JSON, at byte 1",
                bytes,
                size);
    }

    @Test
    void aLineIsReadableByPeople() {
        assertThat(new String(letter("key", "{".getBytes(UTF_8), 1).toLine(), UTF_8))
                .isEqualTo("{\"stream\":\"DeliveryStream\",\"shardId\":\"shardId-000000000000\","
                        + "\"sequenceNumber\":\"49590338271490256608559692538361571095921575989136588898\","
                        + "\"partitionKey\":\"key\",\"arrivedAt\":\"2026-01-01T00:00:00Z\",\"reason\":\"not-json\","
                        + "\"message\":\"not JSON, at byte 1\","
                        + "\"sha256\":\"021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96\","
                        + "\"size\":1,\"truncated\":false,\"bytes\":\"ew==\"}\n");
    }

    @Test
    void aPartOfAnAggregatedRecordTellsItsNumber() throws IOException {
        var letter = letter(0, "key", new byte[] {1}, 1);
        assertThat(new String(letter.toLine(), UTF_8)).contains("136588898\",\"subSequenceNumber\":0,\"partitionKey\"");
        assertThat(DeadLetter.parse(letter.toLine())).usingRecursiveComparison().isEqualTo(letter);
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        var random = new Random(1);
        for (var i = 0; i < 200; i++) {
            var bytes = new byte[random.nextInt(1_000)];
            random.nextBytes(bytes);
            var letter = letter("häß \u0000\u007f\u001b[2J\n\u2028😀", bytes, bytes.length + random.nextInt(2));
            var line = letter.toLine();
            for (var at = 0; at < line.length - 1; at++) {
                assertThat(line[at]).isBetween((byte) ' ', (byte) '~');
            }
            assertThat(DeadLetter.parse(line)).usingRecursiveComparison().isEqualTo(letter);
        }
    }

    @Test
    void aLineCutOffAnywhereIsNoDeadLetter() {
        var line = letter("key", new byte[] {1, 2, 3}, 3).toLine();
        for (var length = 0; length < line.length - 1; length++) {
            var part = Arrays.copyOf(line, length);
            assertThatThrownBy(() -> DeadLetter.parse(part)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void bytesThatWereChangedAreNotTakenForTheRecord() {
        var text = new String(letter("key", new byte[] {1, 2, 3}, 3).toLine(), UTF_8);
        var changed = text.replace("\"bytes\":\"AQID\"", "\"bytes\":\"AQIE\"").getBytes(UTF_8);
        assertThatThrownBy(() -> DeadLetter.parse(changed)).hasMessageContaining("checksum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "7", "{\"bytes\":\"***\",\"sha256\":\"\"}", "\u0000\u0000\u0000"})
    void whatIsNoDeadLetterIsRefused(String line) {
        assertThatThrownBy(() -> DeadLetter.parse(line.getBytes(UTF_8))).isInstanceOf(IOException.class);
    }

    @Test
    void fieldsOfALaterVersionAreSkipped() throws IOException {
        var letter = letter("key", new byte[] {1}, 1);
        var line = new String(letter.toLine(), UTF_8).replace("{\"stream", "{\"later\":{\"a\":[1]},\"stream");
        assertThat(DeadLetter.parse(line.getBytes(UTF_8)))
                .usingRecursiveComparison()
                .isEqualTo(letter);
    }
}
