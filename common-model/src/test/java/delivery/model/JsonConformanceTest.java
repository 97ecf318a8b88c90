package delivery.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever RFC 8259 forbids is refused and what it allows is accepted, also in a field that nobody looks at. */
class JsonConformanceTest {
    private final EventDecoder decoder = new EventDecoder();

    @ParameterizedTest
    @ValueSource(
            strings = {
                // numbers
                "0",
                "-0",
                "1",
                "-1",
                "10",
                "123456789012345678901234567890",
                "0.5",
                "-0.0",
                "1e5",
                "1E5",
                "1e+5",
                "1e-5",
                "1.5e300",
                "1e400",
                "0e1",
                "1.0e-0",
                // words
                "true",
                "false",
                "null",
                // strings
                "\"\"",
                "\" \"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\\u0000\"",
                "\"\\u00e9\\u20AC\"",
                "\"\\uD83D\\uDE00\"",
                "\"\u007f\"",
                "\"é€😀\"",
                "\"\u2028\u2029\"",
                "\"\uFEFF\"",
                "\"/* no comment */\"",
                "\"'\"",
                // JSON says nothing of what lone surrogates mean; Kinesis carries them as the escapes that they are
                "\"\\uD800\"",
                "\"\\uDC00\\uD800\"",
                // structures
                "[]",
                "[ ]",
                "{}",
                "{ }",
                "[1,2]",
                "[1 , 2 ]",
                "[[[[[[[]]]]]]]",
                "[null]",
                "{\"a\":{}}",
                "{\"\":0}",
                "{\"a\":1,\"b\":[{}]}",
                "\t1\n",
                "\r\n1 "
            })
    void whatJsonAllowsIsAccepted(String value) {
        assertThat(decode(value)).isEqualTo(new Decoded.Event(Events.created(7), 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // numbers
                "-",
                "+",
                "+1",
                "01",
                "-01",
                "00",
                "1.",
                "-1.",
                ".5",
                "-.5",
                "1.e1",
                "1e",
                "1e+",
                "1e-",
                "1E",
                "1ee1",
                "1e1.5",
                "1.2.3",
                "--1",
                "1-",
                "1+2",
                "0x1",
                "1L",
                "1_000",
                "1 000",
                "Infinity",
                "-Infinity",
                "+Infinity",
                "NaN",
                "-NaN",
                "Inf",
                "0.e1",
                "1a",
                "-a",
                "１",
                "९",
                // words
                "True",
                "FALSE",
                "nul",
                "nulll",
                "truefalse",
                "undefined",
                "None",
                "a",
                // strings
                "\"",
                "\"a",
                "'a'",
                "a\"",
                "\"a\u0000\"",
                "\"a\u001f\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"\\\"",
                "\"\\x41\"",
                "\"\\a\"",
                "\"\\'\"",
                "\"\\u\"",
                "\"\\u12\"",
                "\"\\u123g\"",
                "\"\\U0041\"",
                "\"\\ \"",
                "\"\\\u0000\"",
                "\"\\uD800\\u\"",
                "\"\\uD800\\\"",
                "\"a\"\"b\"",
                "\"a\" \"b\"",
                "“a”",
                "`a`",
                "\\u0041",
                "\"\\é\"",
                // structures
                "",
                " ",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1,,2]",
                "[,]",
                "[1 2]",
                "[1}",
                "[\"a\"",
                "[1:2]",
                "{",
                "}",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{\"a\"}",
                "{\"a\" 1}",
                "{\"a\"::1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,,\"b\":2}",
                "{,}",
                "{[]:1}",
                "{]",
                "[{}",
                "1,",
                ",1",
                "1,2",
                ":1",
                "(1)",
                "[1)",
                "<1>",
                // what other notations allow
                "/**/1",
                "1/**/",
                "1//a",
                "#1",
                "1;",
                "\u00a01",
                "\u000b1",
                "\u000c1",
                "\u20281",
                "\uFEFF1",
                "*",
                "&a",
                "@"
            })
    void whatJsonForbidsIsRefused(String value) {
        assertThat(decode(value)).isInstanceOf(Decoded.Rejected.class);
        assertThat(((Decoded.Rejected) decode(value)).reason()).isIn("not-json", "trailing");
    }

    /** The value stands in the middle of an event that is fine otherwise. */
    private Decoded decode(String value) {
        var event = new String(new EventEncoder().encode(Events.created(7)), UTF_8);
        return decoder.decode(
                event.replace(",\"price\"", ",\"unknown\":" + value + ",\"price\"")
                        .getBytes(UTF_8),
                Events.START_MILLIS + 60_000);
    }
}
