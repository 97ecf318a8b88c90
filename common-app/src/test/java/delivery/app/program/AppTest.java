package delivery.app.program;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.AppException;
import delivery.app.Durations;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class AppTest {
    @Command(name = "sample", subcommands = AppTest.Inner.class)
    static final class Sample extends App {
        @Option(names = "--wait", converter = Durations.class)
        Duration wait = Duration.ZERO;

        @Option(names = "--rate")
        double rate;

        @Option(names = "--count")
        int count;

        @Option(names = "--key")
        BigInteger key;

        @Option(names = "--file")
        Path file;

        @ArgGroup
        Which which;

        @Option(names = "--force")
        boolean force;

        Runnable body = () -> {};

        static final Map<String, String> VARIABLES = new HashMap<>();

        @Override
        Map<String, String> environment() {
            return VARIABLES;
        }

        @Override
        public void run() {
            body.run();
        }
    }

    static final class Which {
        @Option(names = "--one", required = true)
        String one;

        @Option(names = "--other", required = true)
        String other;
    }

    @Command(name = "inner")
    static final class Inner implements Runnable {
        @ArgGroup(multiplicity = "1")
        Which which;

        @Override
        public void run() {}
    }

    private final Sample app = new Sample();

    @AfterEach
    void nothingIsSet() {
        Sample.VARIABLES.clear();
    }

    @Test
    void aVariableSaysWhatItsFlagWouldAndTheFlagWins() {
        Sample.VARIABLES.put("DELIVERY_RATE", "7.5");
        Sample.VARIABLES.put("DELIVERY_COUNT", " ");
        assertThat(app.execute()).isZero();
        assertThat(app.rate).isEqualTo(7.5);
        assertThat(app.count).as("a blank one is not set").isZero();
        assertThat(app.execute("--rate", "2")).isZero();
        assertThat(app.rate).isEqualTo(2);
    }

    @Test
    void switchesAndWhatExcludesEachOtherHaveNoVariable() {
        Sample.VARIABLES.putAll(Map.of("DELIVERY_FORCE", "true", "DELIVERY_ONE", "a", "DELIVERY_HELP", "true"));
        assertThat(app.execute("--other", "b")).isZero();
        assertThat(app.force).isFalse();
        assertThat(app.which.one).isNull();
        assertThat(app.execute("--force")).isZero();
        assertThat(app.force).isTrue();
    }

    @Test
    void aBadValueOfAVariableIsSaidToBeFromIt() {
        Sample.VARIABLES.put("DELIVERY_COUNT", "many");
        assertThat(stderrOf(() -> assertThat(app.execute()).isEqualTo(2)))
                .contains("'many' is not a whole number", "--count is from DELIVERY_COUNT")
                .hasLineCount(1);
    }

    @Test
    void whatTheProgramFindsWrongIsSaidToBeFromTheVariableUnlessTheFlagSaidIt() {
        Sample.VARIABLES.put("DELIVERY_COUNT", "0");
        app.body = () -> {
            throw AppException.usage("--count 0: give 1 or more");
        };
        assertThat(stderrOf(() -> assertThat(app.execute()).isEqualTo(2)))
                .contains("give 1 or more (--count is from DELIVERY_COUNT)");
        assertThat(stderrOf(() -> assertThat(app.execute("--count", "0")).isEqualTo(2)))
                .contains("give 1 or more")
                .doesNotContain("DELIVERY_COUNT");
    }

    @Test
    void whoMistypesIsToldWhatWasPerhapsMeant() {
        assertThat(stderrOf(() -> assertThat(app.execute("--cuont", "1")).isEqualTo(2)))
                .contains("Unknown options: '--cuont', '1'; did you mean --count")
                .hasLineCount(1);
        assertThat(stderrOf(() -> assertThat(app.execute("iner")).isEqualTo(2))).contains("did you mean inner?");
        assertThat(stderrOf(() -> assertThat(app.execute("-x")).isEqualTo(2))).doesNotContain("did you mean");
        assertThat(stderrOf(() -> assertThat(app.execute("inner", "--noe=5", "--one", "a"))
                        .isEqualTo(2)))
                .contains("did you mean --one?");
        assertThat(stderrOf(() -> assertThat(app.execute("inner", "--oen=5")).isEqualTo(2)))
                .as("a flag is missing because it is mistyped")
                .contains("Unknown option: '--oen=5'; did you mean --one?");
    }

    @Test
    void aProgramThatEndsWellExitsWithZero() {
        assertThat(app.execute("--wait", "500ms")).isZero();
        assertThat(app.wait).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void anUnknownFlagIsOneLineThatNamesItAndExitCodeTwo() {
        assertThat(stderrOf(() -> assertThat(app.execute("--wiat")).isEqualTo(2)))
                .contains("error: Unknown option: '--wiat'")
                .doesNotContain("\tat ");
    }

    @Test
    void aBadValueIsNamedWithItsFlag() {
        assertThat(stderrOf(() -> assertThat(app.execute("--wait", "soon")).isEqualTo(2)))
                .contains("--wait")
                .contains("'soon' is not a duration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEmptyPathIsNotTheWorkingDirectory(String path) {
        assertThat(stderrOf(() -> assertThat(app.execute("--file", path)).isEqualTo(2)))
                .contains("error: ")
                .contains("--file")
                .contains("is a variable not set?");
    }

    @Test
    void anExpectedFailureIsOneLineAndItsOwnExitCode() {
        app.body = () -> {
            throw AppException.unreachable("nobody answers\n at that port");
        };
        assertThat(stderrOf(() -> assertThat(app.execute()).isEqualTo(4)))
                .isEqualToIgnoringNewLines("error: nobody answers at that port");
    }

    @Test
    void anUnexpectedFailureShowsNoStackTraceEither() {
        app.body = () -> {
            throw new IllegalStateException("a bug");
        };
        assertThat(stderrOf(() -> assertThat(app.execute()).isEqualTo(1)))
                .contains("a bug")
                .doesNotContain("\tat ");
    }

    @Test
    void aFailureOfAnotherThreadStopsTheProgramAndGivesTheExitCode() {
        app.body = () -> {
            new Thread(() -> app.fail(AppException.unreachable("the stream is gone"))).start();
            app.stopSignal().awaitStop();
        };
        assertThat(stderrOf(() -> assertThat(app.execute()).isEqualTo(4))).contains("the stream is gone");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --rate fast              | '--rate'  | 'fast' is not a number, such as 11.1
            --rate ١١                | '--rate'  | is not a number, such as 11.1
            --rate NaN               | '--rate'  | is not a number, such as 11.1
            --count 1.5              | '--count' | '1.5' is not a whole number, such as 7
            --count 99999999999      | '--count' | '99999999999' is too large
            --key 5x                 | '--key'   | '5x' is not a whole number, such as 7
            --count                  | '--count' | Missing required parameter
            --wait ٥s                | '--wait'  | is not a duration
            --one a --other b        | --other   | mutually exclusive
            inner                    | --other   | Missing required argument
            inner --one a --other b  | --other   | mutually exclusive
            inner --wait 5x          | '--wait'  | Unknown option
            --log-format xml         | '--log-format' | expected one of [text, json]
            """, quoteCharacter = '`')
    void aBadCommandLineIsOneLineThatNamesTheFlagAndWhatIsExpected(String line, String flag, String expected) {
        var err = stderrOf(() -> assertThat(app.execute(line.split(" "))).isEqualTo(2));
        assertThat(err.lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(flag)
                .contains(expected)
                .contains("--help")
                .doesNotContain("error: Error", "Exception", "java.");
    }

    @Test
    void aValueThatAConverterBreaksOnIsNamedWithoutTheJavaOfIt() {
        assertThat(stderrOf(() -> assertThat(app.execute("--file", "a\0b")).isEqualTo(2))
                        .lines())
                .singleElement()
                .asString()
                .contains("'--file'")
                .contains("'a?b' is not a path")
                .doesNotContain("Exception", "java.");
    }

    @Test
    void foreignTextInAFailureNeverSteersTheTerminal() {
        app.body = () -> {
            throw AppException.failed("the service said \u001b[2J\u202eoops\r\nerror: forged");
        };
        assertThat(stderrOf(() -> assertThat(app.execute()).isEqualTo(1)))
                .isEqualToIgnoringNewLines("error: the service said ?[2J?oops error: forged");
    }

    @Test
    void helpHasNoColours() {
        assertThat(stdoutOf(() -> assertThat(app.execute("--help")).isZero()))
                .contains("--rate")
                .doesNotContain("\u001b");
    }

    private static String stdoutOf(Runnable action) {
        var bytes = new ByteArrayOutputStream();
        var out = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String stderrOf(Runnable action) {
        var bytes = new ByteArrayOutputStream();
        var err = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(err);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
