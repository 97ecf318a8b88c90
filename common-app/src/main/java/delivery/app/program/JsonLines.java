package delivery.app.program;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One JSON object a line: {@code time} (UTC), {@code level}, {@code logger}, {@code thread}, {@code program},
 * {@code shard} where the line is about one, {@code message}, and {@code exception} with its stack if there is one.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** As Kinesis names shards: in a thread's name, or as one of the message's arguments. */
    private static final Pattern SHARD = Pattern.compile("shardId-\\d{12}");

    private static final HexFormat HEX = HexFormat.of();

    private final String program;
    private final ThrowableProxyConverter stack = new ThrowableProxyConverter();

    JsonLines(String program) {
        this.program = program;
        stack.start();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var json = new StringBuilder("{");
        var time = Instant.ofEpochMilli(event.getTimeStamp());
        field(json, "time", TIME.format(time));
        field(json, "level", event.getLevel().toString());
        field(json, "logger", event.getLoggerName());
        field(json, "thread", event.getThreadName());
        field(json, "program", program);
        field(json, "shard", shard(event));
        field(json, "message", event.getFormattedMessage());
        if (event.getThrowableProxy() != null) {
            field(json, "exception", stack.convert(event).strip());
        }
        return json.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What is said when lines are missing, in the form of the others. */
    String dropped(Instant now, String message) {
        var json = new StringBuilder("{");
        field(json, "time", TIME.format(now));
        field(json, "level", Level.WARN.toString());
        field(json, "logger", App.log().getName());
        field(json, "thread", Thread.currentThread().getName());
        field(json, "program", program);
        field(json, "message", message);
        return json.append('}').toString();
    }

    private static @Nullable String shard(ILoggingEvent event) {
        var arguments = event.getArgumentArray();
        if (arguments != null) {
            for (var argument : arguments) {
                if (argument instanceof String text && SHARD.matcher(text).matches()) {
                    return text;
                }
            }
        }
        var inThread = SHARD.matcher(event.getThreadName());
        return inThread.find() ? inThread.group() : null;
    }

    private static void field(StringBuilder json, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        json.append(json.length() == 1 ? "\"" : ",\"").append(name).append("\":\"");
        for (var i = 0; i < value.length(); i++) {
            escape(json, value.charAt(i));
        }
        json.append('"');
    }

    private static void escape(StringBuilder json, char c) {
        switch (c) {
            case '"', '\\' -> json.append('\\').append(c);
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                if (c >= ' ' && !Character.isSurrogate(c) && Plain.isPlain(c)) {
                    json.append(c);
                } else {
                    json.append("\\u").append(HEX.toHexDigits(c));
                }
            }
        }
    }

    @Override
    public byte @Nullable [] headerBytes() {
        return null;
    }

    @Override
    public byte @Nullable [] footerBytes() {
        return null;
    }
}
