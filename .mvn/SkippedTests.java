import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Says at the end of a build how many tests ran, which were skipped, and why: what surefire and failsafe have written
 * since the build began; and whether the library was compared with a released one. Run by the last module; by hand: java
 * .mvn/SkippedTests.java FOLDER [SINCE [COMPARED]].
 */
public final class SkippedTests {
    private int run;
    private int skipped;
    /** By class and reason. */
    private final Map<String, Integer> why = new TreeMap<>();

    public static void main(String[] args) throws Exception {
        var since = args.length > 1 ? Instant.parse(args[1]) : Instant.EPOCH;
        var tests = new SkippedTests();
        for (var report : reports(Path.of(args[0]), since)) {
            tests.read(report);
        }
        tests.print();
        if (args.length > 2) {
            System.out.println("the library's API was " + args[2]);
        }
    }

    private static List<Path> reports(Path root, Instant since) throws IOException {
        var reports = new ArrayList<Path>();
        try (var folders = Files.find(
                root, 4, (path, file) -> path.getFileName().toString().endsWith("e-reports"))) {
            for (var folder : (Iterable<Path>) folders::iterator) {
                try (var files = Files.list(folder)) {
                    files.filter(file -> file.getFileName().toString().matches("TEST-.*[.]xml"))
                            .filter(file -> file.toFile().lastModified() >= since.toEpochMilli())
                            .forEach(reports::add);
                }
            }
        }
        return reports;
    }

    private void read(Path report) throws Exception {
        var tests = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        for (var i = 0; i < tests.getLength(); i++) {
            var test = (Element) tests.item(i);
            run++;
            var mark = (Element) test.getElementsByTagName("skipped").item(0);
            if (mark != null) {
                skipped++;
                // In the one or the other, as the message has more lines or not.
                var message = mark.getAttribute("message");
                var reason = (message.isEmpty() ? mark.getTextContent() : message)
                        .strip()
                        .replaceFirst("^(org[.]opentest4j[.]TestAbortedException: )?(Assumption failed: )?", "");
                why.merge(
                        test.getAttribute("classname").replaceFirst(".*[.]", "") + ": "
                                + (reason.isBlank()
                                        ? "no reason given"
                                        : reason.lines().findFirst().get()),
                        1,
                        Integer::sum);
            }
        }
    }

    private void print() {
        System.out.println((run == skipped ? "no test" : run - skipped + " tests") + " ran, "
                + (skipped == 0 ? "none was skipped" : skipped + " skipped:"));
        why.forEach(
                (reason, tests) -> System.out.println("  " + reason + (tests == 1 ? "" : " (" + tests + " tests)")));
    }
}
