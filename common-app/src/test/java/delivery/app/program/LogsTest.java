package delivery.app.program;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogsTest {
    private final LoggerContext context = new LoggerContext();
    private final JsonLines json = new JsonLines("consumer");

    @Test
    void aLineOfJsonHasTheMessageAsPeopleReadItAndNoBallast() {
        assertThat(line("{} of {} records read", null, 7, 9))
                .isEqualTo("{\"time\":\"2026-01-31T12:00:00.007Z\",\"level\":\"INFO\",\"logger\":\"delivery.consumer\","
                        + "\"thread\":\"main\",\"program\":\"consumer\",\"message\":\"7 of 9 records read\"}\n");
    }

    @Test
    void aLineAboutAShardNamesIt() {
        assertThat(line("{}: reading on from {}", null, "shardId-000000000003", "TRIM_HORIZON"))
                .contains("\"shard\":\"shardId-000000000003\"")
                .contains("\"message\":\"shardId-000000000003: reading on from TRIM_HORIZON\"");
    }

    @Test
    void aLineOfAShardsThreadNamesItToo() {
        var event = event("connected", null);
        event.setThreadName("shard-relay-shardId-000000000004");
        assertThat(encode(event)).contains("\"shard\":\"shardId-000000000004\"");
    }

    @Test
    void anExceptionComesWithItsStackOnTheSameLine() {
        var line = line("a connection failed", new IllegalStateException("\"broken\"\nreally"));
        assertThat(line.lines()).hasSize(1);
        assertThat(line).contains("java.lang.IllegalStateException: \\\"broken\\\"\\nreally\\n\\tat ");
    }

    @Test
    void noControlCharacterIsWrittenRaw() {
        assertThat(line("{}", null, "\u001b[31m \u009b \u202e \r\n \t \\ \" grün"))
                .contains("\"message\":\"\\u001b[31m \\u009b \\u202e \\r\\n \\t \\\\ \\\" grün\"")
                .doesNotContain("\u001b");
    }

    private String line(String message, Throwable thrown, Object... arguments) {
        var event = event(message, thrown, arguments);
        event.setThreadName("main");
        return encode(event);
    }

    private LoggingEvent event(String message, Throwable thrown, Object... arguments) {
        var event = new LoggingEvent(
                LogsTest.class.getName(),
                context.getLogger("delivery.consumer"),
                Level.INFO,
                message,
                thrown,
                arguments);
        event.setInstant(Instant.parse("2026-01-31T12:00:00.007Z"));
        return event;
    }

    private String encode(LoggingEvent event) {
        return new String(json.encode(event), StandardCharsets.UTF_8);
    }
}
