package delivery.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that README or docs show.
 *
 * @param text as it is shown, without prompt and comment
 * @param answer what is shown below it; empty if nothing is
 */
record ShownCommand(Path page, String text, String answer) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```([a-z]*)\\n(.*?)^```");
    private static final Pattern COMMENT = Pattern.compile("\\s+#\\s.*");
    private static final List<Rule> RULES = rules();

    /** A line of {@code commands.txt}. */
    private record Rule(String how, Pattern command) {}

    static List<ShownCommand> all() throws IOException {
        var all = new ArrayList<ShownCommand>();
        for (var page : pages()) {
            var blocks = BLOCK.matcher(Files.readString(page));
            while (blocks.find()) {
                all.addAll(of(page, blocks.group(1).equals("sh"), blocks.group(2)));
            }
        }
        return all;
    }

    /** In a block of commands each line is one; in another those with a prompt are, and what follows is the answer. */
    private static List<ShownCommand> of(Path page, boolean isCommands, String block) {
        var found = new ArrayList<ShownCommand>();
        var lines = block.replaceAll("\\\\\\n\\s*", " ").lines().toList();
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.startsWith("$ ")) {
                var answer = lines.stream()
                        .skip(i + 1L)
                        .takeWhile(each -> !each.startsWith("$ "))
                        .toList();
                found.add(new ShownCommand(page, bare(line.substring(2)), String.join("\n", answer)));
            } else if (isCommands && !line.isEmpty() && !line.startsWith("#")) {
                found.add(new ShownCommand(page, bare(line), ""));
            }
        }
        return found;
    }

    private static String bare(String line) {
        return COMMENT.matcher(line).replaceFirst("").replaceAll("\\s+", " ").strip();
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Started.ROOT.resolve("docs"));
                Stream<Path> top = Files.list(Started.ROOT)) {
            return Stream.concat(docs, top)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** How it is tried, see {@code commands.txt}; empty if that says nothing of it. */
    String how() {
        return RULES.stream()
                .filter(rule -> rule.command().matcher(text).matches())
                .map(Rule::how)
                .findFirst()
                .orElse("");
    }

    private static List<Rule> rules() {
        try (var lines = new BufferedReader(new InputStreamReader(
                ShownCommand.class.getResourceAsStream("commands.txt"), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" {2,}", 2))
                    .map(parts -> new Rule(parts[0], Pattern.compile(parts[1])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return Started.ROOT.relativize(page) + ": " + text;
    }
}
