package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

/** README and docs name commands, flags, files and error lines that there are. */
class DocsTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```[a-z]*\\n(.*?)^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
    private static final Pattern ERROR_LINE = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
    private static final Pattern JAR = Pattern.compile("java -jar \\S*?([a-z-]+)[.]jar");

    /** By which name ./delivery knows what starts otherwise. */
    private static final Map<String, String> NAMES = Map.of(
            "producer-main", "producer",
            "producer-driver", "drivers",
            "consumer", "consumer",
            "consumer-fleet", "fleet",
            "ranking-server", "ranking",
            "local-kinesis", "kinesis",
            "stream-admin", "stream");

    private static final List<String> SCRIPTS =
            List.of("demo", "consumers", "stream", "verify", "chaos", "experiment", "simulate", "bench");

    @Test
    void eachCommandTakesTheFlagsThatAreShown() throws IOException {
        var wrong = new ArrayList<String>();
        var tried = 0;
        for (var page : ShownCommand.pages()) {
            for (var command : commands(Files.readString(page))) {
                tried++;
                try {
                    OneCommand.commandLine().parseArgs(command.split(" +"));
                } catch (ParameterException e) {
                    wrong.add(Started.ROOT.relativize(page) + ": " + command + ": " + e.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).as("commands tried").isGreaterThan(30);
        System.out.println("commands in README and docs whose flags were looked at: " + tried);
    }

    /** {@link CommandsIT} tries them. */
    @Test
    void ofEachCommandItIsSaidHowItIsTriedOrWhyNot() throws IOException {
        var all = ShownCommand.all();
        assertThat(all.stream().filter(command -> command.how().isEmpty())).isEmpty();
        var tried = all.stream()
                .filter(command -> !command.how().startsWith("not: "))
                .count();
        System.out.println("commands shown: " + all.size() + ", tried by CommandsIT: " + tried);
        assertThat(tried).isGreaterThan(40);
    }

    /** What takes no stream and no time is tried here, and must answer what is shown to the letter. */
    @Test
    void thePlansThatAreShownAreWhatIsAnswered() throws IOException {
        var plans = ShownCommand.all().stream()
                .filter(command -> command.text().contains("stream.sh plan")
                        && !command.answer().isEmpty())
                .toList();
        assertThat(plans).hasSizeGreaterThan(2);
        var usual = System.out;
        for (var plan : plans) {
            var out = new ByteArrayOutputStream();
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            try {
                new delivery.admin.Main()
                        .execute(plan.text().replaceFirst(".*stream[.]sh ", "").split(" "));
            } finally {
                System.setOut(usual);
            }
            var shown = plan.answer().lines().filter(line -> !line.startsWith("error: "));
            assertThat(out.toString(StandardCharsets.UTF_8).lines().map(String::stripTrailing))
                    .as(plan.toString())
                    .containsExactlyElementsOf(shown.toList());
        }
    }

    /** Of blocks of code, as ./delivery would be told them. */
    private static List<String> commands(String page) {
        var commands = new ArrayList<String>();
        var blocks = BLOCK.matcher(page);
        while (blocks.find()) {
            blocks.group(1)
                    .replaceAll("\\\\\\n\\s*", " ")
                    .lines()
                    .map(DocsTest::command)
                    .filter(command -> !command.isEmpty() && !command.contains("$("))
                    .forEach(commands::add);
        }
        return commands;
    }

    /** Without prompt, variables, comment, and what comes after it in a pipe; empty if it is none of ours. */
    private static String command(String line) {
        var bare = line.strip()
                .replaceFirst("^\\$ ", "")
                .replaceFirst("^([A-Z_]+=\\S* +)+", "")
                .replaceFirst("\\s+(#|[|>;&]).*", "")
                // What may be left out.
                .replaceAll("\\[[^\\]]*\\]", "")
                .replaceFirst("^[.]/", "");
        if (bare.startsWith("delivery ")) {
            return bare.substring("delivery ".length());
        }
        for (var script : SCRIPTS) {
            if (bare.matches("scripts/" + script + "[.]sh( .*)?")) {
                return bare.replaceFirst("^scripts/" + script + "[.]sh", script);
            }
        }
        var jar = JAR.matcher(bare);
        return jar.lookingAt() && NAMES.containsKey(jar.group(1))
                ? NAMES.get(jar.group(1)) + bare.substring(jar.end())
                : "";
    }

    @Test
    void eachLinkLeadsSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (var page : ShownCommand.pages()) {
            var links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                var target = links.group(1);
                if (!target.matches("(https?|mailto):.*")
                        && !Files.exists(page.resolveSibling(target).normalize())) {
                    broken.add(Started.ROOT.relativize(page) + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void eachErrorLineOfTheTroubleshootingPageIsInTheSources() throws IOException {
        var sources = sources();
        var lines = ERROR_LINE.matcher(Files.readString(Started.ROOT.resolve("docs/troubleshooting.md")));
        var missing = new ArrayList<String>();
        var count = 0;
        while (lines.find()) {
            count++;
            for (var part : lines.group(1).split("[.]{3}")) {
                if (!sources.contains(part.strip())) {
                    missing.add(lines.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(count).isGreaterThan(20);
    }

    /** What is said in several pieces is one line again. */
    private static String sources() throws IOException {
        var texts = new ArrayList<>(List.of(Files.readString(Started.ROOT.resolve("scripts/common.sh"))));
        try (Stream<Path> modules = Files.list(Started.ROOT)) {
            for (var module : modules.map(each -> each.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (var files = Files.walk(module)) {
                    for (var file : files.filter(Files::isRegularFile).toList()) {
                        texts.add(Files.readString(file).replaceAll("\"\\s*[+]\\s*\"", ""));
                    }
                }
            }
        }
        return texts.stream().collect(Collectors.joining("\n"));
    }
}
