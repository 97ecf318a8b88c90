package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.AppException;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each command that README and docs show does what it is shown for, so that none can rot. -Ddocs tries all, some twenty minutes;
 * -Ddocs=PATTERN those that it fits.
 */
@EnabledIfSystemProperty(named = "docs", matches = ".*", disabledReason = "run it with -Ddocs")
class CommandsIT {
    private static final String WANTED = System.getProperty("docs", "");
    private static final Duration SECONDS = Duration.ofSeconds(90);
    private static final Duration MINUTES = Duration.ofMinutes(9);

    @TempDir
    Path folder;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();

    @Test
    void whatIsShownWorks() throws IOException {
        var byPage = new LinkedHashMap<Path, List<ShownCommand>>();
        for (var command : ShownCommand.all()) {
            var how = command.how();
            if (how.startsWith("not: ")) {
                count(how);
            } else if (WANTED.isEmpty()
                    || WANTED.equals("true")
                    || command.text().matches(".*(" + WANTED + ").*")) {
                byPage.computeIfAbsent(command.page(), page -> new ArrayList<>())
                        .add(command);
            }
        }
        for (var page : byPage.entrySet()) {
            // Of each its own: a state is of one stream.
            var state = folder.resolve(page.getKey().toString().replaceAll("\\W", "-"));
            tryPage(Files.createDirectories(state), page.getValue());
        }
        counts.forEach((how, number) -> System.out.println(number + "  " + how));
        assertThat(failures).isEmpty();
    }

    private void count(String how) {
        counts.merge(how, 1, Integer::sum);
    }

    private void tryPage(Path state, List<ShownCommand> commands) throws IOException {
        try (var suite = Started.onLocalKinesis(7)) {
            var server = suite.startServer("--state-dir", state.toString());
            var consumer = suite.startConsumer("shown", "--all-shards");
            var orders = suite.run("producer-main", "--rate", "100", "--count", "2000");
            suite.awaitRanking(ranking -> ranking.created() > 100);
            assertThat(orders.isAlive() || orders.exitCode() == 0).isTrue();
            Files.writeString(
                    folder.resolve("orders.csv"),
                    "created,pickUpX,pickUpY,dropOffX,dropOffY,price,windowSeconds\n"
                            + "2026-01-31T12:00:00Z,3,17,9,28,450,120\n");
            Files.writeString(folder.resolve("run.ndjson"), "");
            for (var command : commands) {
                tryOne(suite, state, command);
            }
            assertThat(server.isAlive()).isTrue();
            consumer.tellToStop();
        }
    }

    private void tryOne(Suite suite, Path state, ShownCommand shown) {
        var how = shown.how();
        var line = here(shown.text(), suite, state);
        System.out.println(how + "  " + line);
        try (var program = start(suite, line)) {
            if (how.startsWith("until ")) {
                program.awaitOutput(how.substring("until ".length()));
                assertThat(program.terminate()).isIn(0, 143);
            } else {
                var code = how.equals("minute") ? 0 : Integer.parseInt(how.substring("exit ".length()));
                assertThat(program.awaitExit(how.equals("minute") ? MINUTES : SECONDS))
                        .as(program.lastWords())
                        .isEqualTo(code);
            }
            count(how.replaceAll(" .*", ""));
        } catch (AppException | AssertionError e) {
            count("FAILED");
            failures.add(shown + ": " + e.getMessage());
        }
    }

    /** With the ports and folders of the test, and without what is optional. */
    private String here(String text, Suite suite, Path state) {
        return text.replaceAll(" \\[[^\\]]*\\]", "")
                .replace("127.0.0.1:8080", suite.page().getAuthority())
                .replaceAll("--state-dir (DIR|state)\\b", "--state-dir " + state)
                .replace("/var/lib/delivery", folder.resolve("var").toString())
                .replaceAll("\\b(orders[.]csv|run[.]ndjson)", folder + "/$1")
                .replaceAll("(stream delete|scale --shards 12|write-off .*)", "$1 --yes")
                // What goes into a file is looked at, too.
                .replaceAll(" > (\\S+)$", " > >(tee $1)")
                .replace("delivery demo", "delivery demo --no-build");
    }

    private Program start(Suite suite, String line) {
        var variables = new HashMap<String, String>();
        variables.put("AWS_ENDPOINT_URL_KINESIS", suite.endpoint().toString());
        var isOfPage = line.matches(".*(audit|write-off).*");
        variables.put("DELIVERY_SERVER", isOfPage ? suite.page().getAuthority() : suite.socket());
        variables.put("DELIVERY_HTTP_PORT", "0");
        if (line.contains("ranking-server")) {
            variables.put("DELIVERY_PORT", "0");
        }
        return suite.launcher().command("shown", Started.ROOT, variables, List.of("bash", "-c", "exec " + line));
    }
}
