package delivery.trace.otel;

import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/** Random ids, but for the span that is begun next on this thread: that one's are KNOWN. */
final class RootIds implements IdGenerator {
    private static final ThreadLocal<@Nullable EventIds> KNOWN = new ThreadLocal<>();

    private final IdGenerator random = IdGenerator.random();

    /** @param ids of the next span; null for random ones */
    void next(@Nullable EventIds ids) {
        if (ids == null) {
            KNOWN.remove();
        } else {
            KNOWN.set(ids);
        }
    }

    @Override
    public String generateTraceId() {
        var ids = KNOWN.get();
        return ids == null ? random.generateTraceId() : ids.trace();
    }

    @Override
    public String generateSpanId() {
        var ids = KNOWN.get();
        return ids == null ? random.generateSpanId() : ids.root();
    }
}
