package delivery.it;

import delivery.app.AppException;
import delivery.app.StopSignal;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What tests start; the logs are in a folder of this fork of the JVM. */
final class Started {
    static final Path ROOT = Path.of(System.getProperty("basedir", "."))
            .toAbsolutePath()
            .getParent()
            .getParent();

    static final Path LOGS = ROOT.resolve("lab/integration-tests/target/logs")
            .resolve(Long.toString(ProcessHandle.current().pid()));

    private static final AtomicInteger SUITES = new AtomicInteger();
    /** Of programs that are in no suite: whoever starts one closes it. */
    private static final Launcher ALONE = Launcher.in(ROOT, LOGS, new StopSignal());

    private Started() {}

    /** Our own Kinesis, with the stream and its quotas. */
    static Suite onLocalKinesis(int shards, String... flags) {
        return onLocalKinesis(shards, Wiring.DIRECT, flags);
    }

    static Suite onLocalKinesis(int shards, Wiring wiring, String... flags) {
        var launcher = launcher();
        try {
            return new Suite(launcher, Suite.STREAM, wiring).startKinesis(shards, flags);
        } catch (Throwable e) {
            launcher.close();
            throw e;
        }
    }

    static Suite on(URI endpoint) {
        return new Suite(launcher(), Suite.STREAM, Wiring.DIRECT).useKinesis(endpoint);
    }

    private static Launcher launcher() {
        return Launcher.in(ROOT, LOGS.resolve("suite-" + SUITES.incrementAndGet()), new StopSignal());
    }

    static Program jar(String module, String... arguments) {
        return jar(Map.of(), module, arguments);
    }

    static Program jar(Map<String, String> environment, String module, String... arguments) {
        return ALONE.jar(module, module, environment, false, arguments);
    }

    /** What that says on stdout; null if there is no such command here, or it fails. */
    static String answer(String... command) {
        try (var program = command(command[0], ROOT, Map.of(), List.of(command))) {
            return program.awaitExit() == 0 ? program.stdout() : null;
        } catch (AppException e) {
            return null;
        }
    }

    static Program command(String name, Path directory, Map<String, String> environment, List<String> command) {
        return ALONE.command(name, directory, environment, command);
    }

    static Program typedTo(String name, Map<String, String> environment, List<String> command) {
        return ALONE.typedTo(name, ROOT, environment, command);
    }
}
