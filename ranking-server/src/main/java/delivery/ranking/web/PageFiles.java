package delivery.ranking.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All there is of the page. It names its own parts by where it lies itself: so it works wherever it is put. */
public final class PageFiles {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final Map<String, String> CONTENT_TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");
    private static final List<String> OURS = List.of(
            "index.html",
            "icon.svg",
            "page.css",
            "charts.js",
            "city.js",
            "clock.js",
            "feed.js",
            "figures.js",
            "hurt.js",
            "lanes.js",
            "page.js",
            "proof.js",
            "replay.js",
            "replicas.js",
            "text.js");
    private static final Map<String, String> OTHERS =
            Map.of("uplot.css", UPLOT + "uPlot.min.css", "uplot.js", UPLOT + "uPlot.iife.min.js");

    private PageFiles() {}

    /** One of them. */
    public record PageFile(String name, String contentType, byte[] content) {
        private static PageFile of(String name, String resource) {
            try (var in = PageFiles.class.getResourceAsStream(resource)) {
                var type = CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
                return new PageFile(name, type + "; charset=utf-8", in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Under which it is asked for. */
        public String path() {
            return name.equals("index.html") ? "/" : "/" + name;
        }
    }

    public static List<PageFile> all() {
        return Stream.concat(
                        OURS.stream().map(name -> PageFile.of(name, name)),
                        OTHERS.entrySet().stream().map(other -> PageFile.of(other.getKey(), other.getValue())))
                .toList();
    }
}
