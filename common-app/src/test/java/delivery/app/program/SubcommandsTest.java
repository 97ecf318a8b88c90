package delivery.app.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class SubcommandsTest {
    private static final List<String> HAPPENED = new ArrayList<>();

    @Command(name = "sample")
    static final class Sample extends App {
        @Override
        protected List<Class<?>> subcommands() {
            return List.of(First.class, Second.class);
        }

        @Override
        public void run() {
            HAPPENED.add("sample ran");
        }
    }

    @Command(name = "first", description = "Does this.")
    static final class First implements Runnable {
        @Option(names = "--word")
        String word;

        First() {
            HAPPENED.add("first made");
        }

        @Override
        public void run() {
            HAPPENED.add("first ran, " + word);
        }
    }

    @Command(
            name = "second",
            description = "Does that.",
            mixinStandardHelpOptions = true,
            subcommands = Innermost.class)
    static final class Second implements Runnable {
        Second() {
            HAPPENED.add("second made");
        }

        @Override
        public void run() {
            HAPPENED.add("second ran");
        }
    }

    @Command(name = "first")
    static final class Innermost implements Runnable {
        @Override
        public void run() {
            HAPPENED.add("innermost ran");
        }
    }

    @BeforeEach
    void nothingHasHappened() {
        HAPPENED.clear();
    }

    @Test
    void onlyTheSubcommandThatIsAskedForIsMade() {
        assertThat(new Sample().execute("first", "--word", "yes")).isZero();
        assertThat(HAPPENED).containsExactly("first made", "first ran, yes");
    }

    @Test
    void aSubcommandOfASubcommandIsThereEvenIfItHasTheNameOfAnother() {
        assertThat(new Sample().execute("second", "first")).isZero();
        assertThat(HAPPENED).containsExactly("second made", "innermost ran");
    }

    @Test
    void afterAFlagOfTheProgramASubcommandIsFoundAsWell() {
        assertThat(new Sample().execute("--log-format", "json", "first")).isZero();
        assertThat(HAPPENED).contains("first ran, null");
    }

    @Test
    void aSecondSubcommandIsRefusedAsBefore() {
        assertThat(said("first", "second")).contains("2 error: ").contains("second");
        assertThat(HAPPENED).doesNotContain("first ran, null", "second ran");
    }

    @Test
    void helpTellsWhatEachOfThemDoes() {
        assertThat(said("--help")).contains("Does this.", "Does that.");
        assertThat(said("second", "--help")).contains("sample second", "Does that.");
    }

    @Test
    void aWordThatIsNoneOfThemGetsAHint() {
        assertThat(said("secnd")).contains("2 error: ").contains("second");
    }

    /** The exit code, and what is printed. */
    private static String said(String... args) {
        var out = System.out;
        var err = System.err;
        var bytes = new ByteArrayOutputStream();
        var stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
        try {
            var code = new Sample().execute(args);
            return code + " " + bytes.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
