package delivery.ranking.replay;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The browser of whoever sits here. */
final class Viewer {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");

    private Viewer() {}

    /** By the system's own command. Where there is none, the link is there to be clicked. */
    static void open(URI page) {
        var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        var link = page.toString();
        var command = system.contains("mac")
                ? List.of("open", link)
                : system.contains("win")
                        ? List.of("rundll32", "url.dll,FileProtocolHandler", link)
                        : List.of("xdg-open", link);
        try {
            new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.warn("no browser could be started ({}): open the link", e.getMessage());
        }
    }
}
