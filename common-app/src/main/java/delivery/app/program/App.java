package delivery.app.program;

import delivery.app.AppException;
import delivery.app.Errors;
import delivery.app.ExitCode;
import delivery.app.StopSignal;
import delivery.app.Threads;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
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

    private static final Logger LOG = LoggerFactory.getLogger("delivery");

    @Mixin
    private AppOptions appOptions;

    private final StopSignal stop = new StopSignal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int exitCode = ExitCode.FAILED;

    /** The first failure that another thread reported; it decides the exit code. */
    private volatile @Nullable Throwable failure;

    private final Variables variables = new Variables(environment());

    private @Nullable HTTPServer metrics;

    /** Runs to the end of the process. */
    public static void main(App app, String[] args) {
        Terminal.take();
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
        var commandLine = commandLine(args)
                .setOut(Terminal.writer(System.out))
                .setErr(Terminal.writer(System.err))
                // Colours in a file are noise, and whether there is a terminal cannot be told alike on all JVMs.
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, App::path)
                .setExecutionStrategy(this::runLogged)
                .setParameterExceptionHandler((e, given) -> {
                    complain(e.getCommandLine().getErr(), variables.explain(UsageError.line(e), null));
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler(this::explain)
                .setDefaultValueProvider(variables);
        Numbers.register(commandLine);
        try {
            return commandLine.execute(args);
        } finally {
            if (metrics != null) {
                metrics.close();
            }
        }
    }

    /** What the program can be asked to do, if that is more than one thing: in the order of its help. */
    protected List<Class<?>> subcommands() {
        return List.of();
    }

    /**
     * The program's flags and subcommands: the one of them that comes first in the arguments, else all. What a dozen of them say of
     * their flags takes as long to find out as most of them take to run.
     */
    public final CommandLine commandLine(String... args) {
        var commandLine = new CommandLine(this);
        var all = subcommands();
        var asked = all.stream().filter(each -> isAsked(each, args)).toList();
        (asked.isEmpty() ? all : asked).forEach(commandLine::addSubcommand);
        return commandLine;
    }

    private static boolean isAsked(Class<?> subcommand, String... args) {
        return args.length > 0 && subcommand.getAnnotation(Command.class).name().equals(args[0]);
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
        haltUnlessStopped();
        stop.stop();
    }

    /** An empty one is a variable that is not set, and would mean the working directory. */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("it is empty: is a variable not set?");
        }
        return Path.of(text);
    }

    /** Prints a line on stdout for whoever started the program; unlike data, it waits for no reader. */
    protected static void announce(String line) {
        Terminal.announce(line);
    }

    static Logger log() {
        return LOG;
    }

    private int runLogged(CommandLine.ParseResult parsed) {
        Logs.start(appOptions.logFormat(), parsed.commandSpec().root().name());
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
        if (!(cause instanceof AppException)) {
            LOG.debug("unexpected", cause);
        }
        var code = exitCode(cause);
        complain(
                commandLine.getErr(),
                code == ExitCode.USAGE ? variables.explain(words(cause), innermost(parsed)) : words(cause));
        return code;
    }

    private static CommandLine.ParseResult innermost(CommandLine.ParseResult parsed) {
        return parsed.hasSubcommand() ? innermost(parsed.subcommand()) : parsed;
    }

    /** Where flags may be said too. */
    Map<String, String> environment() {
        return System.getenv();
    }

    private static int exitCode(Throwable cause) {
        return cause instanceof AppException expected ? expected.exitCode() : ExitCode.FAILED;
    }

    static String words(Throwable cause) {
        return cause instanceof AppException expected
                ? expected.getMessage()
                : "unexpected " + cause + " (set DELIVERY_LOG_LEVEL=debug to see where)";
    }

    private static void complain(PrintWriter err, String message) {
        err.println("error: " + Plain.line(message));
        err.flush();
    }

    /** The shutdown hook: the JVM would end with 143; a program that drained in time has done what it was asked. */
    private void stopAndHalt() {
        haltUnlessStopped();
        stop.stop();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var code = exitCode == ExitCode.DONE && failure != null ? exitCode(failure) : exitCode;
        Halt.within(Halt.LAST_LINES, code, null);
        Terminal.flush(Halt.LAST_LINES);
        Runtime.getRuntime().halt(code);
    }

    /** How long a program may take to stop, and is halted then: early enough to say so. */
    protected Duration patience() {
        return Duration.ofSeconds(STOP_SECONDS).minusSeconds(1);
    }

    /** The program is being stopped; what hangs then, in whatever thread, must not keep it. */
    private void haltUnlessStopped() {
        var cause = failure;
        var patience = patience();
        Halt.within(
                patience,
                cause == null ? ExitCode.FAILED : exitCode(cause),
                (cause == null ? "" : words(cause) + "; ") + "not stopped within " + patience.toSeconds()
                        + " s, giving up");
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
