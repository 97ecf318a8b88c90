package delivery.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** docs/monitoring, and the metrics of ours that it names. */
final class MonitoringFiles {
    static final Path FOLDER = Started.ROOT.resolve("docs/monitoring");

    private static final Pattern OURS = Pattern.compile("\\bdelivery_(ranking|producer|consumer)_[a-z_]+");

    private MonitoringFiles() {}

    /** As they are scraped; of a histogram its buckets. */
    static Set<String> metricsNamed() throws IOException {
        var names = new TreeSet<String>();
        for (var file : new String[] {"alerts.yml", "alerts-test.yml", "dashboard.json", "README.md"}) {
            var matcher = OURS.matcher(Files.readString(FOLDER.resolve(file)));
            while (matcher.find()) {
                names.add(matcher.group());
            }
        }
        return names;
    }
}
