package delivery.trace.otel;

import delivery.model.OrderEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * By what the spans of one event are known, in every program alike: the SHA-256 of {@code source-number}, its first 16 bytes
 * for the trace, the next 8 for the span that is the parent of all others.
 */
record EventIds(String trace, String root) {
    private static final int TRACE_CHARS = 32;
    private static final int ROOT_CHARS = 16;

    static EventIds of(OrderEvent event) {
        var identity = event.source() + "-" + event.number();
        try {
            var hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8)));
            return new EventIds(hash.substring(0, TRACE_CHARS), hash.substring(TRACE_CHARS, TRACE_CHARS + ROOT_CHARS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
