package delivery.app.program;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.FilterReply;
import delivery.app.Errors;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** Logs go to stderr, in one of two forms. Configured in code: there is no file to lose from a jar. */
final class Logs {
    /** An event is a line: breaks in foreign text must not forge others. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %replace(%msg){'[\\p{Cntrl}&&[^\\t]]', '?'}%n";

    private Logs() {}

    static void start(AppOptions.LogFormat format, String program) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.addTurboFilter(new NoMemory());
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(format, program, context));
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        var level = System.getenv().getOrDefault("DELIVERY_LOG_LEVEL", "info").toUpperCase(Locale.ROOT);
        context.getLogger("delivery").setLevel(Level.toLevel(level, Level.INFO));
    }

    private static Encoder<ILoggingEvent> encoder(AppOptions.LogFormat format, String program, LoggerContext context) {
        if (format == AppOptions.LogFormat.json) {
            var json = new JsonLines(program);
            Terminal.noticeDrops(count -> json.dropped(Instant.now(), droppedWords(count)));
            return json;
        }
        Terminal.noticeDrops(Logs::droppedWords);
        var text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setCharset(StandardCharsets.UTF_8);
        text.setPattern(PATTERN);
        text.start();
        return text;
    }

    private static String droppedWords(long count) {
        return "... " + count + " line(s) of this log are missing: nobody read it";
    }

    /** A library's thread that runs out of memory says so, at best, and goes on as half a program: it ends here. */
    private static final class NoMemory extends TurboFilter {
        @Override
        public FilterReply decide(
                Marker marker,
                ch.qos.logback.classic.Logger logger,
                Level level,
                String format,
                Object[] arguments,
                Throwable thrown) {
            var last = arguments == null || arguments.length == 0 ? null : arguments[arguments.length - 1];
            var failure = thrown == null && last instanceof Throwable argument ? argument : thrown;
            // Of this very class: Netty's of its own says that a limit of ours is reached, not the machine's.
            if (failure != null
                    && Errors.in(failure) instanceof OutOfMemoryError error
                    && error.getClass() == OutOfMemoryError.class
                    && Halt.isArmed()) {
                Halt.now(error);
            }
            return FilterReply.NEUTRAL;
        }
    }
}
