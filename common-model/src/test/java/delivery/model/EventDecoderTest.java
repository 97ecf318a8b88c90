package delivery.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {
    private static final long ARRIVED = Events.START_MILLIS + 60_000;
    private static final String CREATED = json(Events.created(7));
    private static final String ASSIGNED = json(Events.assigned(7));
    private static final String COMPLETED = json(Events.completed(7));
    private static final String PROGRESS = json(Events.progress("k3v9", 7));

    private final EventDecoder decoder = new EventDecoder();

    // --- what is accepted -------------------------------------------------------------------------------------

    @Test
    void theOrderOfFieldsDoesNotMatter() {
        var random = new Random(4);
        var events = new RandomEvents(random);
        for (var i = 0; i < 20_000; i++) {
            var event = events.next();
            var fields = fieldsOf(json(event));
            Collections.shuffle(fields, random);
            assertThat(decode("{" + String.join(",", fields) + "}", OrderEvent.MAX_MILLIS))
                    .isEqualTo(new Decoded.Event(event, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tip\":12",
                "\"tip\":null",
                "\"tip\":\"a\\u00e9\\n\"",
                "\"tip\":{\"price\":1,\"a\":[1,[2,{}]]}",
                "\"\":0",
                "\"Price\":0",
                "\"héhé\":\"日本\"",
                "\"tip\":-1.5e300"
            })
    void anUnknownFieldIsAcceptedAndCounted(String field) {
        assertThat(decode(CREATED.replace("}", "," + field + "}"))).isEqualTo(new Decoded.Event(Events.created(7), 1));
    }

    @Test
    void allUnknownFieldsAreCounted() {
        assertThat(decode("{\"a\":1," + CREATED.substring(1, CREATED.length() - 1) + ",\"b\":[],\"c\":{}}"))
                .isEqualTo(new Decoded.Event(Events.created(7), 3));
    }

    @Test
    void blanksAreAllowedWhereverJsonAllowsThem() {
        var spaced = CREATED.replace(",", " ,\r\n\t").replace(":", " : ").replace("{", " { ") + "\n \t\r";
        assertThat(decode(spaced)).isEqualTo(new Decoded.Event(Events.created(7), 0));
    }

    @Test
    void aPriceThatDoesNotFitTheDistanceIsNoneOfItsBusiness() {
        assertAccepted(CREATED, "price", "99999");
    }

    @Test
    void completedBeforeCreatedIsSkewToBeCountedNotRefused() {
        assertAccepted(COMPLETED, "completed", "1000000000000");
    }

    @Test
    void anEventFromLongAgoIsLateNotWrong() {
        assertAccepted(CREATED, "created", "1000000000000");
    }

    // --- no JSON object at all --------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n", "hello", "nul", "<a/>", "'a'", "order_created,7,12", "\u0000", "\u007f"})
    void whatIsNotJsonIsRefused(String text) {
        assertRejected(text, "not-json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{}]", "12", "-1.5", "null", "true", "false", "\"order_created\"", "[", "\"open"})
    void whatIsNotAnObjectIsRefused(String text) {
        assertRejected(text, "not-object");
    }

    @Test
    void anEventCutOffAnywhereIsRefused() {
        for (var whole : List.of(CREATED, ASSIGNED, COMPLETED, PROGRESS)) {
            for (var length = 0; length < whole.length(); length++) {
                assertRejected(whole.substring(0, length), "not-json");
            }
        }
    }

    @Test
    void anEventCutOffInItsPaddingIsStillWhole() {
        var bytes = new EventEncoder().encode(Events.created(7));
        for (var length = CREATED.length(); length <= bytes.length; length++) {
            assertThat(decoder.decode(Arrays.copyOf(bytes, length), ARRIVED)).isInstanceOf(Decoded.Event.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "}", "{}", "]", ",", "1", "null", "\"", " {", "/**/", "#", "\u00a0"})
    void anythingBehindTheEventIsRefused(String rest) {
        assertRejected(CREATED + rest, "trailing");
    }

    @Test
    void twoEventsInOneRecordAreRefused() {
        assertRejected(CREATED + CREATED, "trailing");
        assertRejected(CREATED + "\n" + ASSIGNED, "trailing");
    }

    // --- limits -----------------------------------------------------------------------------------------------

    @Test
    void sixteenKibibytesAreReadAndOneByteMoreIsNot() {
        assertThat(decode(CREATED + " ".repeat(16_384 - CREATED.length()))).isInstanceOf(Decoded.Event.class);
        assertRejected(CREATED + " ".repeat(16_385 - CREATED.length()), "too-large");
        assertRejected(" ".repeat(10 * 1024 * 1024), "too-large");
    }

    @Test
    void aHugeNumberNameStringOrNestingIsRefused() {
        assertRejected(with(CREATED, "price", "9".repeat(10_000)), "too-large");
        assertRejected(with(CREATED, "price", "1." + "9".repeat(10_000)), "too-large");
        assertRejected(with(CREATED, "source", "\"" + "a".repeat(2_000) + "\""), "too-large");
        assertRejected(CREATED.replace("}", ",\"" + "a".repeat(100) + "\":0}"), "too-large");
        assertRejected(CREATED.replace("}", ",\"a\":" + "[".repeat(7_000) + "]".repeat(7_000) + "}"), "too-large");
        assertRejected(
                CREATED.replace("}", ",\"a\":" + "{\"a\":".repeat(1_000) + "0" + "}".repeat(1_001)), "too-large");
        assertRejected("[".repeat(100_000), "too-large");
        assertRejected("{\"a\":".repeat(100_000), "too-large");
        assertRejected("\"" + "a".repeat(1_000_000) + "\"", "too-large");
    }

    @Test
    void theWorstRecordsAreRefusedAtOnce() {
        var worst = List.of(
                CREATED.replace("}", ",\"a\":" + "9".repeat(16_000) + "}"),
                CREATED.replace("}", ",\"a\":1e" + "9".repeat(16_000) + "}"),
                CREATED.replace("}", ",\"a\":" + "[".repeat(16_000) + "}"),
                "{" + "\"a\":{},".repeat(2_000));
        var started = System.nanoTime();
        for (var i = 0; i < 100; i++) {
            worst.forEach(text -> assertThat(decode(text)).isInstanceOf(Decoded.Rejected.class));
        }
        assertThat(Duration.ofNanos((System.nanoTime() - started) / (100 * worst.size())))
                .isLessThan(Duration.ofMillis(5));
    }

    // --- duplicate keys, encodings ----------------------------------------------------------------------------

    @Test
    void aFieldGivenTwiceIsRefusedHoweverItIsSpelt() {
        assertRejected(CREATED.replace("}", ",\"price\":1000}"), "duplicate-key");
        assertRejected(CREATED.replace("}", ",\"pr\\u0069ce\":1}"), "duplicate-key");
        assertRejected(CREATED.replace("}", ",\"tip\":1,\"tip\":2}"), "duplicate-key");
        assertRejected(CREATED.replace("}", ",\"tip\":{\"a\":1,\"a\":2}}"), "duplicate-key");
    }

    @Test
    void anEscapedFieldNameIsThatField() {
        assertThat(decode(CREATED.replace("price", "pr\\u0069ce"))).isEqualTo(new Decoded.Event(Events.created(7), 0));
    }

    @ParameterizedTest
    @CsvSource({
        "a lone continuation byte, 80",
        "a cut-off sequence, C3",
        "an overlong slash, C0AF",
        "an overlong NUL, C080",
        "a lone high surrogate, EDA080",
        "a lone low surrogate, EDB080",
        "a pair of surrogates (CESU-8), EDA081EDB080",
        "beyond U+10FFFF, F4908080",
        "a byte that UTF-8 never has, FF",
        "Latin-1, E9"
    })
    void bytesThatAreNotUtf8AreRefused(String what, String hex) {
        var bad = new String(HexFormat.of().parseHex(hex), ISO_8859_1);
        assertRejected(CREATED.replace("}", ",\"a\":\"" + bad + "\"}").getBytes(ISO_8859_1), "bad-utf8");
        assertRejected((CREATED + bad).getBytes(ISO_8859_1), "bad-utf8");
        assertRejected((bad + CREATED).getBytes(ISO_8859_1), "bad-utf8");
    }

    @Test
    void aByteOrderMarkIsRefusedWithAHint() {
        assertThat(decode("\uFEFF" + CREATED))
                .isEqualTo(new Decoded.Rejected("bad-utf8", "begins with a byte order mark: write UTF-8 without one"));
    }

    @Test
    void utf16And32AreRefused() {
        assertRejected(CREATED.getBytes(UTF_16LE), "not-json");
        assertRejected(CREATED.getBytes(UTF_16BE), "not-json");
        assertRejected(CREATED.getBytes(UTF_16), "not-json");
        assertRejected(CREATED.getBytes(Charset.forName("UTF-32LE")), "not-json");
        assertRejected(CREATED.getBytes(Charset.forName("UTF-32BE")), "not-json");
    }

    @Test
    void aNulByteIsRefusedWhereverItIs() {
        for (var text : List.of(CREATED, CREATED.replace("}", ",\"é\":\"é\"}"))) {
            for (var at = 0; at <= text.length(); at++) {
                assertRejected(text.substring(0, at) + "\u0000" + text.substring(at), "not-json");
            }
        }
    }

    // --- fields -----------------------------------------------------------------------------------------------

    @Test
    void anUnknownTypeIsPerhapsANewerProducer() {
        assertThat(decode(with(CREATED, "type", "\"order_returned\"")))
                .isEqualTo(new Decoded.Rejected(
                        "unknown-type", "an unknown type: perhaps a newer producer", Events.PRODUCER, 7));
        assertRejected(with(CREATED, "type", "\"\""), "unknown-type");
        assertRejected(with(CREATED, "type", "\"ORDER_CREATED\""), "unknown-type");
    }

    @Test
    void aNewerProducersTypeIsNamedAsSuchWhateverItsFieldsLookLike() {
        assertRejected(
                "{\"type\":\"order_returned\",\"price\":{\"cents\":1},\"pickUp\":[[1,2],[3,{}]]}", "unknown-type");
        assertRejected(
                "{\"price\":null,\"pickUp\":[1,2,3],\"at\":\"now\",\"type\":\"order_returned\"}", "unknown-type");
    }

    @Test
    void brokenJsonIsNamedAsSuchAlsoBehindABadField() {
        assertRejected("{\"n\":\"x\",\"pickUp\":[1,\"", "not-json");
        assertRejected("{\"n\":\"x\",\"n\":1}", "duplicate-key");
        assertRejected(with(CREATED, "n", "null") + "x", "trailing");
    }

    @Test
    void anEmptyObjectLacksItsType() {
        assertRejected("{}", "field:type");
    }

    @Test
    void everyFieldIsNeeded() {
        for (var whole : List.of(CREATED, ASSIGNED, COMPLETED, PROGRESS)) {
            for (var field : fieldsOf(whole)) {
                var name = nameOf(field);
                var others = fieldsOf(whole);
                others.remove(field);
                assertRejected("{" + String.join(",", others) + "}", "field:" + name);
            }
        }
    }

    @Test
    void noFieldMayBeNullOrOfAnotherType() {
        for (var whole : List.of(CREATED, ASSIGNED, COMPLETED, PROGRESS)) {
            for (var field : fieldsOf(whole)) {
                var name = nameOf(field);
                var value = field.substring(field.indexOf(':') + 1);
                var quoted = value.startsWith("\"") ? value.substring(1, value.length() - 1) : '"' + value + '"';
                assertRejected(with(whole, name, "null"), "field:" + name);
                assertRejected(with(whole, name, "{}"), "field:" + name);
                assertRejected(with(whole, name, "{\"a\":" + value + "}"), "field:" + name);
                assertRejected(with(whole, name, "[]"), "field:" + name);
                assertRejected(with(whole, name, "[" + value + "]"), "field:" + name);
                if (!name.equals("closed")) {
                    assertRejected(with(whole, name, "true"), "field:" + name);
                }
                if (!quoted.contains("_")
                        && !quoted.contains("-")
                        && !quoted.equals("k3v9")
                        && !quoted.equals("d7r2")) {
                    assertRejected(with(whole, name, quoted), "field:" + name);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "windowSeconds", "created"})
    void aWholeNumberIsWrittenAsOne(String field) {
        for (var bad : List.of("1.0", "7e0", "1.5", "-1", "1e308", "9223372036854775808", "-9223372036854775809")) {
            assertRejected(with(CREATED, field, bad), "field:" + field);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-1",
                "100000",
                "4294967297",
                "9223372036854775807",
                "9223372036854775808",
                "1.0",
                "12.5",
                "0.1",
                "1e2",
                "1e308",
                "1E400",
                "-1e308"
            })
    void aPriceIsWholeCentsInOneTo99999(String price) {
        assertRejected(with(CREATED, "price", price), "price-range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "+INF", "+1", "01", "1_000", "0x10", ".5", "5."})
    void aPriceThatIsNoJsonNumberIsNotJson(String price) {
        assertRejected(with(CREATED, "price", price), "not-json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"12\"", "\"NaN\"", "\"\"", "null", "true", "[12]", "{}"})
    void aPriceOfAnotherTypeIsRefused(String price) {
        assertRejected(with(CREATED, "price", price), "field:price");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[-1,0]", "[0,-1]", "[30,0]", "[0,30]", "[4294967296,0]", "[0,9223372036854775807]"})
    void aRegionOffTheMapIsRefused(String region) {
        assertRejected(with(CREATED, "pickUp", region), "out-of-grid");
        assertRejected(with(CREATED, "dropOff", region), "out-of-grid");
        assertRejected(with(ASSIGNED, "driverAt", region), "out-of-grid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[3]",
                "[3,17,1]",
                "[3,17,[]]",
                "[3.0,17]",
                "[\"3\",17]",
                "[null,17]",
                "[[3,17]]",
                "[3,{}]",
                "\"3,17\""
            })
    void aRegionIsTwoWholeNumbers(String region) {
        assertRejected(with(CREATED, "pickUp", region), "field:pickUp");
    }

    @Test
    void anOrderThatGoesNowhereIsRefused() {
        assertRejected(with(CREATED, "dropOff", "[3,17]"), "out-of-grid");
        assertRejected(with(ASSIGNED, "dropOff", "[3,17]"), "out-of-grid");
        assertRejected(with(COMPLETED, "dropOff", "[3,17]"), "out-of-grid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "driver_007",
                "driver_",
                "driver_10000",
                "driver_-1",
                "driver_+1",
                "driver_1 ",
                "Driver_1",
                "driver1",
                "1",
                "",
                "driver_\\u0661",
                "driver_1\\n",
                "<script>"
            })
    void aDriverHasOneSpellingOnly(String driver) {
        assertRejected(with(ASSIGNED, "driver", '"' + driver + '"'), "field:driver");
        assertRejected(with(COMPLETED, "driver", '"' + driver + '"'), "field:driver");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "k3v9",
                "k3v9-",
                "-7",
                "k3v9-07",
                "k3v9-0",
                "k3v9-7 ",
                "k3v9-7-7",
                "K3V9-7",
                "k3v9-10000000000",
                ""
            })
    void anOrderIdHasOneSpellingOnly(String orderId) {
        assertRejected(with(ASSIGNED, "orderId", '"' + orderId + '"'), "field:orderId");
    }

    @Test
    void anOrderCreatedHasTheNumberAndSourceOfItsOrder() {
        assertRejected(with(CREATED, "orderId", "\"k3v9-8\""), "field:orderId");
        assertRejected(with(CREATED, "orderId", "\"k3v8-7\""), "field:orderId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "abcdefghi", "K3V9", "k3v\\u0000", "k3v\\ud800", "k v9", "../..", ""})
    void aSourceIsFourToEightOfAToZAndDigits(String source) {
        assertRejected(with(ASSIGNED, "source", '"' + source + '"'), "field:source");
        assertRejected(with(PROGRESS, "source", '"' + source + '"'), "field:source");
    }

    @Test
    void countersAndWindowsHaveTheirRange() {
        assertRejected(with(ASSIGNED, "n", "0"), "field:n");
        assertRejected(with(ASSIGNED, "n", "10000000000"), "field:n");
        assertRejected(with(PROGRESS, "acknowledged", "-1"), "field:acknowledged");
        assertRejected(with(PROGRESS, "acknowledged", "10000000000"), "field:acknowledged");
        assertRejected(with(CREATED, "windowSeconds", "0"), "field:windowSeconds");
        assertRejected(with(CREATED, "windowSeconds", "3601"), "field:windowSeconds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "[]",
                "null",
                "{\"shardId-000000000000\":0}",
                "{\"shardId-000000000000\":-1}",
                "{\"shardId-000000000000\":10000000000}",
                "{\"shardId-000000000000\":1.5}",
                "{\"shardId-000000000000\":\"1\"}",
                "{\"shardId-000000000000\":{}}",
                "{\"\":1}",
                "{\"<b>\":1}"
            })
    void howOftenASourceWasThrottledIsAPositiveCountByShard(String throttled) {
        assertRejected(with(json(Events.throttled("k3v9", 7)), "throttled", throttled), "field:throttled");
    }

    @Test
    void aSourceNamesSixtyFourThrottledShardsAtMost() {
        var counts =
                IntStream.range(0, 65).mapToObj(i -> "\"shard-" + i + "\":1").toList();
        var word = json(Events.throttled("k3v9", 7));
        assertAccepted(word, "throttled", "{" + String.join(",", counts.subList(0, 64)) + "}");
        assertRejected(with(word, "throttled", "{" + String.join(",", counts) + "}"), "field:throttled");
    }

    // --- times ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "999999999999",
                "10000000000000",
                "9223372036854775807",
                "\"2026-01-01T00:00:00Z\"",
                "\"2026-01-01T00:00:00\"",
                "\"2016-12-31T23:59:60Z\"",
                "1767225607.000"
            })
    void aTimeIsMillisecondsSinceTheEpoch(String time) {
        assertRejected(with(CREATED, "created", time), "field:created");
        assertRejected(with(ASSIGNED, "assigned", time), "field:assigned");
        assertRejected(with(COMPLETED, "completed", time), "field:completed");
        assertRejected(with(PROGRESS, "at", time), "field:at");
    }

    @Test
    void anEventMayBeFiveSecondsAheadOfItsArrivalAndNoMore() {
        assertAccepted(CREATED, "created", String.valueOf(ARRIVED + 5_000));
        assertRejected(with(CREATED, "created", String.valueOf(ARRIVED + 5_001)), "future");
        assertRejected(with(ASSIGNED, "assigned", String.valueOf(ARRIVED + 5_001)), "future");
        assertRejected(with(COMPLETED, "completed", String.valueOf(ARRIVED + 5_001)), "future");
        assertRejected(with(PROGRESS, "at", String.valueOf(ARRIVED + 5_001)), "future");
        assertRejected(with(CREATED, "created", "9999999999999"), "future");
    }

    @Test
    void anyTimeOfArrivalIsTaken() {
        assertThat(decode(CREATED, Long.MAX_VALUE)).isInstanceOf(Decoded.Event.class);
        assertThat(decode(CREATED, 0)).isInstanceOf(Decoded.Rejected.class);
    }

    // --- whose a refused record is -----------------------------------------------------------------------------

    @Test
    void aWholeRecordRefusedForItsContentTellsWhoseItIs() {
        for (var text : List.of(
                with(CREATED, "price", "-1"),
                with(CREATED, "price", "\"1\""),
                with(CREATED, "pickUp", "[30,1]"),
                with(CREATED, "orderId", "null"),
                with(CREATED, "type", "7"),
                with(CREATED, "type", "\"order_returned\""),
                with(CREATED, "created", "9999999999999"),
                CREATED + CREATED)) {
            assertNames(text, Events.PRODUCER, 7);
        }
    }

    @Test
    void aRecordThatIsNotWholeTellsNobody() {
        for (var end = 0; end < CREATED.length(); end++) {
            assertNames(CREATED.substring(0, end), "", 0);
        }
        assertNames(CREATED.replace("}", ",\"n\":8}"), "", 0);
    }

    @Test
    void aSourceWithoutANumberOrANumberWithoutASourceIsNobody() {
        assertNames(with(CREATED, "n", "0"), "", 0);
        assertNames(with(CREATED, "n", "1.5"), "", 0);
        assertNames(with(CREATED, "source", "\"K3V9\""), "", 0);
        assertNames("{\"type\":\"source_progress\",\"source\":\"k3v9\",\"n\":7,\"acknowledged\":-1}", "", 0);
    }

    private void assertNames(String text, String source, long number) {
        var rejected = (Decoded.Rejected) decode(text);
        assertThat(rejected.source()).as(text).isEqualTo(source);
        assertThat(rejected.number()).as(text).isEqualTo(number);
    }

    // --- messages ---------------------------------------------------------------------------------------------

    /** What an attacker writes shall not reach a log or a page by way of the reason. */
    @Test
    void neitherReasonNorMessageRepeatsTheRecord() {
        var canary = "<b>canary\\n";
        for (var text : List.of(
                with(CREATED, "type", '"' + canary + '"'),
                with(ASSIGNED, "driver", '"' + canary + '"'),
                with(ASSIGNED, "orderId", '"' + canary + '"'),
                with(ASSIGNED, "source", '"' + canary + '"'),
                with(ASSIGNED, "source", canary),
                CREATED.replace("}", ",\"" + canary + "\":1,\"" + canary + "\":2}"),
                CREATED + canary)) {
            assertThat(decode(text)).isInstanceOf(Decoded.Rejected.class);
            assertThat(decode(text).toString()).doesNotContain("canary").doesNotContain("\n");
        }
    }

    // --- helpers ----------------------------------------------------------------------------------------------

    private void assertAccepted(String whole, String field, String value) {
        assertThat(decode(with(whole, field, value))).isInstanceOf(Decoded.Event.class);
    }

    private void assertRejected(String text, String reason) {
        assertRejected(text.getBytes(UTF_8), reason);
    }

    private void assertRejected(byte[] bytes, String reason) {
        var decoded = decoder.decode(bytes, ARRIVED);
        var shown = bytes.length > 1_000 ? bytes.length + " bytes" : new String(bytes, UTF_8);
        assertThat(decoded).as("%s", shown).isInstanceOf(Decoded.Rejected.class);
        assertThat(((Decoded.Rejected) decoded).reason()).as("%s", shown).isEqualTo(reason);
        assertThat(((Decoded.Rejected) decoded).message()).isNotBlank();
    }

    private Decoded decode(String text) {
        return decode(text, ARRIVED);
    }

    private Decoded decode(String text, long arrivedAtMillis) {
        return decoder.decode(text.getBytes(UTF_8), arrivedAtMillis);
    }

    private static String json(StreamEvent event) {
        return new String(new EventEncoder().encode(event), UTF_8).stripTrailing();
    }

    /** The event with another value in one field. */
    private static String with(String whole, String field, String value) {
        var fields = fieldsOf(whole);
        for (var i = 0; i < fields.size(); i++) {
            if (nameOf(fields.get(i)).equals(field)) {
                fields.set(i, '"' + field + "\":" + value);
                return "{" + String.join(",", fields) + "}";
            }
        }
        throw new IllegalArgumentException("no field " + field + " in " + whole);
    }

    private static List<String> fieldsOf(String whole) {
        return new ArrayList<>(List.of(whole.substring(1, whole.length() - 1).split(",(?=\")(?![^{]*})")));
    }

    private static String nameOf(String field) {
        return field.substring(1, field.indexOf('"', 1));
    }
}
