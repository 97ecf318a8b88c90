package delivery.it;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** The lines that programs and scripts end with, as their sources have them: {@code docs/error-lines.md}. */
final class ErrorLines {
    private static final Map<String, String> CODES = Map.of(
            "AppException.usage", "2",
            "AppException.failed", "1",
            "AppException.unreachable", "4",
            "TypeConversionException", "2",
            "ParameterException", "2",
            "AppException", "",
            "StreamException", "");
    private static final Map<String, List<Path>> PLACES = new TreeMap<>(Map.of(
            "All programs", places("common-app", "common-kinesis", "common-model", "common-trace"),
            "producer-main", places("producer-main"),
            "producer-driver", places("producer-driver"),
            "consumer, consumer-fleet", places("common-relay", "consumer", "consumer-fleet"),
            "ranking-server", places("ranking-server"),
            "local-kinesis", places("local-kinesis"),
            "stream-admin", places("stream-admin"),
            "demo, verify, chaos, experiment", places("lab/experiments"),
            "simulate", places("lab/simulation")));
    /** Of a script: what fail and bad_usage are told. */
    private static final Pattern SAID = Pattern.compile("\\b(fail|bad_usage) \"([^\"]{12,})\"");

    /** An order, or a command to give, after what is wrong. */
    private static final Pattern SAYS_NEXT_STEP = Pattern.compile(
            "[:;,(] ?(give|wait|look|leave|put|check|set|make|mend|try|run|see to|stop|start|install|use|get|build|move|let|aws|npm|mvn"
                    + "|apt-get)\\b");

    private static final Map<String, String> NEXT_STEPS = nextSteps();

    private static final int SHORTEST = 12;
    private static final String SOMETHING = "...";

    private ErrorLines() {}

    private static List<Path> places(String... modules) {
        return List.of(modules).stream()
                .map(module -> Started.ROOT.resolve(module).resolve("src/main/java"))
                .toList();
    }

    static String page() throws IOException {
        var page = new StringBuilder("""
                # All error lines

                Each says its cause and the next step; where the line itself leaves something open it is told after it. What more can be said of some
                is in [troubleshooting.md](troubleshooting.md). `...` is what changes, and the number is the exit code, where it is always the
                same. Written from the sources: `ErrorLinesTest` compares them.
                """);
        for (var place : PLACES.entrySet()) {
            var lines = new TreeSet<String>();
            for (var folder : place.getValue()) {
                addJava(folder, lines);
            }
            add(page, place.getKey(), lines);
        }
        var lines = new TreeSet<String>();
        try (var scripts = Files.list(Started.ROOT.resolve("scripts"))) {
            for (var script :
                    scripts.filter(each -> each.toString().endsWith(".sh")).toList()) {
                addScript(script, lines);
            }
        }
        addScript(Started.ROOT.resolve("delivery"), lines);
        add(page, "./delivery and scripts", lines);
        return page.toString();
    }

    private static void add(StringBuilder page, String heading, TreeSet<String> lines) {
        if (!lines.isEmpty()) {
            page.append("\n## ").append(heading).append("\n\n");
            lines.forEach(line ->
                    page.append("- ").append(line).append(nextStep(line)).append('\n'));
        }
    }

    private static String nextStep(String line) {
        var step = NEXT_STEPS.get(bare(line));
        return step == null ? "" : ": " + step;
    }

    private static String bare(String line) {
        return line.replaceFirst("^`(.*)`[ 0-9]*$", "$1");
    }

    /** Those of a page's lines that leave open what to do. What is bad usage says it by what is wrong. */
    static List<String> withoutNextStep(String page) {
        return page.lines()
                .filter(line -> line.matches("- `[^`]*`( [0134])?")
                        && !SAYS_NEXT_STEP.matcher(line).find())
                .toList();
    }

    /** What {@code next-steps.txt} tells of lines that the page has no more. */
    static List<String> stepsOfNoLine(String page) {
        return NEXT_STEPS.entrySet().stream()
                .filter(step -> page.lines().noneMatch(line -> line.startsWith("- `" + step.getKey() + "`")))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<String, String> nextSteps() {
        var steps = new TreeMap<String, String>();
        try (var text = new BufferedReader(new InputStreamReader(
                ErrorLines.class.getResourceAsStream("next-steps.txt"), StandardCharsets.UTF_8))) {
            text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                var parts = line.split(" {2,}", 2);
                steps.put(parts[0], parts[1]);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return steps;
    }

    private static void addScript(Path script, TreeSet<String> lines) throws IOException {
        SAID.matcher(Files.readString(script)).results().forEach(said -> {
            var text = said.group(2).replaceAll("\\$(\\{[^}]*}|\\([^)]*(\\)|$)|\\w+)", SOMETHING);
            lines.add("`" + text + "` " + (said.group(1).equals("fail") ? "1" : "2"));
        });
    }

    private static void addJava(Path folder, TreeSet<String> lines) throws IOException {
        List<Path> sources;
        try (var files = Files.walk(folder)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            for (var unit : task.parse()) {
                unit.accept(new Calls(lines), null);
            }
        }
    }

    /** What makes such a line, and its words: the first argument that has some. */
    private static final class Calls extends TreeScanner<Void, Void> {
        private final TreeSet<String> lines;

        private Calls(TreeSet<String> lines) {
            this.lines = lines;
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
            add(call.getMethodSelect().toString(), call.getArguments());
            return super.visitMethodInvocation(call, unused);
        }

        @Override
        public Void visitNewClass(NewClassTree made, Void unused) {
            add(made.getIdentifier().toString(), made.getArguments());
            return super.visitNewClass(made, unused);
        }

        private void add(String made, List<? extends ExpressionTree> arguments) {
            var code = CODES.get(made);
            if (code == null) {
                return;
            }
            for (var argument : arguments) {
                var words = words(argument).replaceAll("([.]{3}\\s*)+[.]{3}", SOMETHING);
                if (words.replace(SOMETHING, "").length() >= SHORTEST) {
                    lines.add(("`" + words.strip().replace("`", "'").replaceAll("\\s+", " ") + "` " + code).strip());
                    return;
                }
            }
        }

        private static String words(ExpressionTree text) {
            if (text instanceof LiteralTree literal && literal.getValue() instanceof String said) {
                return said;
            }
            if (text instanceof ParenthesizedTree inner) {
                return words(inner.getExpression());
            }
            return text instanceof BinaryTree sum && sum.getKind() == Kind.PLUS
                    ? words(sum.getLeftOperand()) + words(sum.getRightOperand())
                    : SOMETHING;
        }
    }
}
