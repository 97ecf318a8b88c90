package delivery.lab.launcher;

import delivery.app.AppException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a program said on its {@code /metrics} at one moment, in the text format of Prometheus. */
public record Metrics(Map<String, Double> samples) {
    private static final Duration ANSWERS = Duration.ofSeconds(5);
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*(?:\\{.*})?) (\\S+)");

    /** @param metrics where a program serves them */
    public static Metrics at(URI metrics) {
        try {
            return parse(Web.get(metrics, ANSWERS));
        } catch (IOException e) {
            throw AppException.failed(metrics + " does not answer: " + e);
        }
    }

    static Metrics parse(String text) {
        var samples = new TreeMap<String, Double>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            var match = SAMPLE.matcher(line);
            if (match.matches()) {
                samples.put(match.group(1), Double.parseDouble(match.group(2)));
            }
        });
        return new Metrics(samples);
    }

    /** Over all samples of that name, whatever their labels. */
    public double sum(String name) {
        return samples.entrySet().stream()
                .filter(sample -> isOf(sample.getKey(), name))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** The samples of that name by one of their labels. */
    public Map<String, Double> by(String name, String label) {
        var values = new TreeMap<String, Double>();
        var pattern = Pattern.compile("[{,]" + label + "=\"([^\"]*)\"");
        samples.forEach((sample, value) -> {
            var match = pattern.matcher(sample);
            if (isOf(sample, name) && match.find()) {
                values.merge(match.group(1), value, Double::sum);
            }
        });
        return values;
    }

    private static boolean isOf(String sample, String name) {
        return sample.equals(name) || sample.startsWith(name + "{");
    }
}
