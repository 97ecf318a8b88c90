package delivery.trace.otel;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** What the SDK says (a receiver that is not there) is a line in our log, and not a stack trace in the JDK's. */
final class SdkLog extends Handler {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("delivery.trace");
    /** Kept: the JDK forgets a logger, and what it was told, that nobody keeps. */
    private static final Logger SDK = Logger.getLogger("io.opentelemetry");

    static void toOurs() {
        SDK.setUseParentHandlers(false);
        if (SDK.getHandlers().length == 0) {
            SDK.addHandler(new SdkLog());
        }
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            LOG.warn("traces: {}", record.getMessage());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
