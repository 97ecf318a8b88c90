package delivery.lab.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What the programs answer over HTTP. */
final class Web {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Web() {}

    static String get(URI uri, Duration atMost) throws IOException {
        try {
            return HTTP.send(HttpRequest.newBuilder(uri).timeout(atMost).build(), BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Launcher.Stopped();
        }
    }
}
