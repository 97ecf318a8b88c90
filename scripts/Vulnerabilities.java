import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/** Of vulnerabilities.sh: Vulnerabilities.java URL JAR... */
public final class Vulnerabilities {
    /** As the build lists what goes into a jar: {@code (group:artifact:version - home)}. */
    private static final Pattern ARTIFACT = Pattern.compile("\\(([\\w.-]+:[\\w.-]+):([\\w.-]+) - ");

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int UNREACHABLE = 4;

    private record Artifact(String name, String version) implements Comparable<Artifact> {
        @Override
        public int compareTo(Artifact other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return name + ":" + version;
        }
    }

    public static void main(String[] args) throws Exception {
        var artifacts = new TreeSet<Artifact>();
        for (var jar : Arrays.asList(args).subList(1, args.length)) {
            artifacts.addAll(inside(Path.of(jar)));
        }
        var all = List.copyOf(artifacts);
        List<List<String>> known;
        try {
            known = ask(args[0], all);
        } catch (IOException e) {
            System.err.println("error: nothing was checked: " + args[0] + " cannot be asked about " + all.size()
                    + " artifacts (" + e + "): try again where it can be reached");
            System.exit(UNREACHABLE);
            return;
        }
        var count = 0;
        for (var i = 0; i < all.size(); i++) {
            for (var id : known.get(i)) {
                System.out.println(all.get(i) + "  " + id + "  https://osv.dev/vulnerability/" + id);
                count++;
            }
        }
        System.err.println(all.size() + " artifacts, " + count + " known vulnerabilities");
        System.exit(count == 0 ? 0 : 1);
    }

    private static List<Artifact> inside(Path jar) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            var list = zip.getEntry("META-INF/THIRD-PARTY.txt");
            if (list == null) {
                throw new IOException(jar + " does not say what is in it");
            }
            var text = new String(zip.getInputStream(list).readAllBytes(), StandardCharsets.UTF_8);
            return ARTIFACT.matcher(text)
                    .results()
                    .map(found -> new Artifact(found.group(1), found.group(2)))
                    .toList();
        }
    }

    /** By artifact, in their order. */
    private static List<List<String>> ask(String url, List<Artifact> all) throws IOException, InterruptedException {
        var queries = all.stream()
                .map(each -> "{\"package\":{\"ecosystem\":\"Maven\",\"name\":\"" + each.name() + "\"},\"version\":\""
                        + each.version() + "\"}")
                .toList();
        var request = HttpRequest.newBuilder(URI.create(url + "/v1/querybatch"))
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString("{\"queries\":[" + String.join(",", queries) + "]}"));
        var answer = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .build()
                .send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("it answers with status " + answer.statusCode());
        }
        var known = results(answer.body());
        if (known.size() != all.size()) {
            throw new IOException("it answers for " + known.size() + " of them");
        }
        return known;
    }

    /** The ids in each element of {@code results}: {@code {"results":[{"vulns":[{"id":"GHSA-..."}]},{}]}}. */
    private static List<List<String>> results(String json) throws IOException {
        var known = new ArrayList<List<String>>();
        var begin = json.indexOf('[', Math.max(0, json.indexOf("\"results\"")));
        if (begin < 0) {
            throw new IOException("its answer is not as documented");
        }
        var depth = 0;
        var from = 0;
        for (var i = begin + 1; i < json.length(); i++) {
            switch (json.charAt(i)) {
                case '"' -> i = json.indexOf('"', i + 1);
                case '{', '[' -> from = depth++ == 0 ? i : from;
                case '}', ']' -> {
                    if (--depth == 0) {
                        known.add(Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"")
                                .matcher(json.substring(from, i))
                                .results()
                                .map(found -> found.group(1))
                                .toList());
                    }
                    if (depth < 0) {
                        return known;
                    }
                }
                default -> {}
            }
        }
        throw new IOException("its answer has no end");
    }
}
