package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/** Completion and man pages say what the programs take. {@code scripts/reference.sh} makes them anew. */
class ReferenceTest {
    private static final Path FOLDER = Started.ROOT.resolve("docs/man");
    private static final String MAKE = "scripts/reference.sh makes it anew";

    private static final CommandLine DELIVERY = OneCommand.commandLine();

    /** For the script, which names a folder. */
    @BeforeAll
    static void write() throws IOException, ReflectiveOperationException {
        var folder = System.getProperty("reference.folder");
        if (folder == null) {
            return;
        }
        var made = Files.createDirectories(Path.of(folder));
        Files.writeString(made.resolve("completion.sh"), completion());
        // Of a module that is there only then: nothing else needs it.
        var generator = Class.forName("picocli.codegen.docgen.manpage.ManPageGenerator")
                .getMethod("writeSingleManPage", PrintWriter.class, CommandSpec.class);
        for (var page : pages().entrySet()) {
            var text = new StringWriter();
            try (var out = new PrintWriter(text)) {
                generator.invoke(null, out, page.getValue().getCommandSpec());
            }
            Files.writeString(
                    made.resolve(page.getKey() + ".adoc"), text.toString().replace("\r\n", "\n"));
        }
    }

    private static String completion() {
        return AutoComplete.bash("delivery", DELIVERY).replaceAll("(?m)[ \t]+$", "");
    }

    @Test
    void theCompletionKnowsTheFlagsOfTheDay() throws IOException {
        assertThat(Files.readString(FOLDER.resolve("completion.sh"))).as(MAKE).isEqualTo(completion());
    }

    @Test
    void eachCommandHasAManPageAndNoPageIsOfACommandThatIsGone() throws IOException {
        try (Stream<Path> there = Files.list(FOLDER)) {
            assertThat(there.map(each -> each.getFileName().toString())
                            .filter(name -> name.endsWith(".1"))
                            .map(name -> name.replace(".1", "")))
                    .as(MAKE)
                    .containsExactlyInAnyOrderElementsOf(pages().keySet());
        }
    }

    @Test
    void aManPageNamesEachFlagInTheWordsOfTheProgram() throws IOException {
        for (var page : pages().entrySet()) {
            var text = letters(Files.readString(FOLDER.resolve(page.getKey() + ".1"))
                    .replaceAll("(?m)^[.][A-Za-z]+( 4)?", " ")
                    .replaceAll("\\\\[*]?\\(..|\\\\f[BIRP]|\\\\c", ""));
            for (var option : page.getValue().getCommandSpec().options()) {
                if (!option.hidden()) {
                    assertThat(text)
                            .as(page.getKey() + ": " + MAKE)
                            .contains(letters(option.longestName()))
                            .contains(letters(String.join("", option.description())));
                }
            }
        }
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replace("%n", "").replaceAll("[^a-z0-9]", "");
    }

    /** By the name of the page. */
    private static Map<String, CommandLine> pages() {
        var pages = new TreeMap<String, CommandLine>();
        add(DELIVERY, pages);
        return pages;
    }

    private static void add(CommandLine command, Map<String, CommandLine> pages) {
        if (command.getCommand() instanceof HelpCommand) {
            return;
        }
        pages.put(command.getCommandSpec().qualifiedName("-"), command);
        command.getSubcommands().values().forEach(each -> add(each, pages));
    }
}
