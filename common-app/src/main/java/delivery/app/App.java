package delivery.app;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.TypeConversionException;

/**
 * The frame of every program: reads the flags, runs, and turns the outcome into an exit code. SIGTERM and Ctrl-C say
 * stop to the program, which then ends by itself with exit code 0; it has {@value #STOP_SECONDS} seconds for that.
 */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = App.Version.class,
        usageHelpAutoWidth = true,
        showDefaultValues = false,
        sortOptions = false)
public abstract class App implements Runnable {
    static final long STOP_SECONDS = 10;

    /** When the JVM is halted if the program does not stop: early enough to say so. */
    private static final Duration PATIENCE = Duration.ofSeconds(STOP_SECONDS).minusSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger("delivery");

    @Mixin
    private AppOptions appOptions;

    private final StopSignal stop = new StopSignal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int exitCode = ExitCode.FAILED;

    /** The first failure that another thread reported; it decides the exit code. */
    private volatile Throwable failure;

    private HTTPServer metrics;

    /** Runs to the end of the process. */
    public static void main(App app, String[] args) {
        Halt.arm();
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> app.fail(cause));
        Runtime.getRuntime().addShutdownHook(Threads.make("stop", app::stopAndHalt));
        try {
            app.exitCode = app.execute(args);
        } catch (Error e) {
            Halt.now(e);
        }
        app.ended.countDown();
        System.exit(app.exitCode);
    }

    /** Runs and returns the exit code; what {@link #main} does without ending the process. */
    public final int execute(String... args) {
        var commandLine = new CommandLine(this)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, App::path)
                .setExecutionStrategy(this::runLogged)
                .setParameterExceptionHandler((e, given) -> {
                    complain(e.getCommandLine().getErr(), e.getMessage());
                    e.getCommandLine()
                            .getErr()
                            .println("try '"
                                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler(this::explain);
        try {
            return commandLine.execute(args);
        } finally {
            if (metrics != null) {
                metrics.close();
            }
        }
    }

    /** Stopped by SIGTERM, Ctrl-C, {@link #fail}, or the program itself. */
    public final StopSignal stopSignal() {
        return stop;
    }

    /**
     * Serves what is registered on {@code --metrics-port}, if that was given, until the program ends.
     *
     * @throws AppException if the port is taken
     */
    protected final void serveMetrics(PrometheusRegistry registry) {
        metrics = appOptions.serveMetrics(registry);
    }

    /**
     * Ends the program from any of its threads: says stop, and lets the exit code be this failure's. An Error, also one
     * that a library has wrapped, ends it at once: the threads that would have to end may lack what that takes.
     */
    public final void fail(Throwable cause) {
        var error = Errors.in(cause);
        if (error != null && Halt.isArmed()) {
            Halt.now(error);
        }
        if (failure == null) {
            failure = cause;
        }
        Halt.within(PATIENCE, exitCode(failure));
        stop.stop();
    }

    /** An empty one is a variable that is not set, and would mean the working directory. */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("it is empty: is a variable not set?");
        }
        return Path.of(text);
    }

    static Logger log() {
        return LOG;
    }

    private int runLogged(CommandLine.ParseResult parsed) {
        Logs.start(appOptions.logFormat());
        var code = new CommandLine.RunLast().execute(parsed);
        return failure == null ? code : explain(failure, parsed.commandSpec().commandLine(), parsed);
    }

    private int explain(Throwable e, CommandLine commandLine, CommandLine.ParseResult parsed) {
        var cause = failure != null ? failure : e;
        if (Halt.isArmed()) {
            Errors.rethrow(cause);
        }
        if (cause instanceof AppException stopped && stopped.exitCode() == ExitCode.DONE) {
            LOG.info("{}", stopped.getMessage());
            return ExitCode.DONE;
        }
        if (cause instanceof AppException expected) {
            complain(commandLine.getErr(), expected.getMessage());
        } else {
            LOG.debug("unexpected", cause);
            complain(commandLine.getErr(), unexpected(cause));
        }
        return exitCode(cause);
    }

    private static int exitCode(Throwable cause) {
        return cause instanceof AppException expected ? expected.exitCode() : ExitCode.FAILED;
    }

    static String unexpected(Throwable cause) {
        return "unexpected " + cause + " (set DELIVERY_LOG_LEVEL=debug to see where)";
    }

    private static void complain(PrintWriter err, String message) {
        err.println("error: "
                + message.lines()
                        .map(String::strip)
                        .reduce((a, b) -> a + " " + b)
                        .orElse(""));
        err.flush();
    }

    /** The shutdown hook: the JVM would end with 143; a program that drained in time has done what it was asked. */
    private void stopAndHalt() {
        Halt.within(Duration.ofSeconds(STOP_SECONDS), failure == null ? ExitCode.FAILED : exitCode(failure));
        stop.stop();
        try {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                exitCode = ExitCode.FAILED;
                System.err.println("error: not stopped within " + PATIENCE.toSeconds() + " s, giving up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var code = exitCode == ExitCode.DONE && failure != null ? exitCode(failure) : exitCode;
        Runtime.getRuntime().halt(code);
    }

    /** The version of the jar, or that it was not run from one. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = App.class.getPackage().getImplementationVersion();
            return new String[] {
                "${COMMAND-FULL-NAME} " + (version == null ? "(not from a jar)" : version), "Java " + Runtime.version()
            };
        }
    }
}
