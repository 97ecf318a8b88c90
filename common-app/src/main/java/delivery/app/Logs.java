package delivery.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Logs go to stderr, in one of two forms. Configured in code: there is no file to lose from a jar. */
final class Logs {
    /** Control characters of foreign text must not forge a log line, hence the replace. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %replace(%msg){'[\\r\\n\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]', '?'}%n";

    private Logs() {}

    static void start(AppOptions.LogFormat format) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(format, context));
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        var level = System.getenv().getOrDefault("DELIVERY_LOG_LEVEL", "info").toUpperCase(Locale.ROOT);
        context.getLogger("delivery").setLevel(Level.toLevel(level, Level.INFO));
    }

    private static Encoder<ILoggingEvent> encoder(AppOptions.LogFormat format, LoggerContext context) {
        if (format == AppOptions.LogFormat.json) {
            var json = new JsonEncoder();
            json.setContext(context);
            json.start();
            return json;
        }
        var text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(PATTERN);
        text.start();
        return text;
    }
}
