package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The batch files, as far as they can be looked at where there is no Windows: their syntax, and what they name. */
class BatchFilesTest {
    private static final Pattern GOTO = Pattern.compile("\\bgoto +:?(\\w+)");
    private static final Pattern JAR = Pattern.compile("([\\w\\\\-]+)\\\\target\\\\([\\w-]+)[.]jar");
    private static final Pattern PROGRAM = Pattern.compile("\\b([a-z]+):([\\w\\\\-]+)");

    static List<Path> batchFiles() throws IOException {
        try (Stream<Path> top = Files.list(Started.ROOT);
                Stream<Path> scripts = Files.list(Started.ROOT.resolve("scripts"))) {
            return Stream.concat(top, scripts)
                    .filter(file -> file.toString().endsWith(".bat"))
                    .sorted()
                    .toList();
        }
    }

    /** What cmd.exe runs: lines that are not remarks. */
    private static List<String> code(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII)
                .lines()
                .map(String::strip)
                .filter(line -> !line.matches("(?i)rem( .*)?"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("batchFiles")
    void itsLinesEndAsWindowsEndsThemAndAreAscii(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        for (var i = 0; i < bytes.length; i++) {
            assertThat(bytes[i]).as("byte %d", i).isPositive();
            assertThat(bytes[i] == '\n').as("byte %d", i).isEqualTo(i > 0 && bytes[i - 1] == '\r');
        }
    }

    @ParameterizedTest
    @MethodSource("batchFiles")
    void itsQuotesAndBracketsAreClosed(Path file) throws IOException {
        var open = 0;
        for (var line : code(file)) {
            assertThat(line.chars().filter(each -> each == '"').count() % 2)
                    .as("quotes of: %s", line)
                    .isZero();
            for (var letter : line.replaceAll("\"[^\"]*\"|'[^']*'|\\^.", "").toCharArray()) {
                open += letter == '(' ? 1 : letter == ')' ? -1 : 0;
                assertThat(open).as("brackets up to: %s", line).isNotNegative();
            }
        }
        assertThat(open).as("brackets left open").isZero();
    }

    @ParameterizedTest
    @MethodSource("batchFiles")
    void whereItGoesThereIsALabel(Path file) throws IOException {
        var code = code(file);
        code.forEach(line -> GOTO.matcher(line)
                .results()
                .filter(jump -> !jump.group(1).equalsIgnoreCase("eof"))
                .forEach(jump -> assertThat(code).contains(":" + jump.group(1))));
    }

    @ParameterizedTest
    @MethodSource("batchFiles")
    void theJarsItNamesAreOfModulesThatThereAre(Path file) throws IOException {
        for (var line : code(file)) {
            JAR.matcher(line).results().forEach(jar -> {
                var module = jar.group(1).replaceFirst("^[.\\\\]+", "").replace('\\', '/');
                assertThat(Started.ROOT.resolve(module).resolve("pom.xml")).exists();
                assertThat(module).endsWith(jar.group(2));
            });
        }
    }

    /** {@code help} prints the remarks, and no shell of Windows has a use for {@code completion}. */
    @Test
    void whatTheOneCommandKnowsItsTwinKnows() throws IOException {
        var shell = Files.readString(Started.ROOT.resolve("delivery"));
        var commands =
                Pattern.compile("(?m)^commands=\"(.*) help completion\"$").matcher(shell);
        assertThat(commands.find()).isTrue();
        var twin = String.join("\n", code(Started.ROOT.resolve("delivery.bat")));
        var programs = PROGRAM.matcher(twin.substring(twin.indexOf("for %%P"), twin.indexOf(") do for")))
                .results()
                .toList();
        // A benchmark reads /proc.
        assertThat(Stream.concat(
                        Stream.of("consumers", "bench"), programs.stream().map(program -> program.group(1))))
                .containsExactlyInAnyOrder(commands.group(1).split(" "));
        assertThat(programs)
                .allSatisfy(program -> assertThat(Started.ROOT
                                .resolve(program.group(2).replace('\\', '/'))
                                .resolve("pom.xml"))
                        .exists());
    }
}
