package delivery.lab.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What the programs answer over HTTP. */
final class Web {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final int OK = 200;

    private Web() {}

    static String get(URI uri, Duration atMost) throws IOException {
        return send(HttpRequest.newBuilder(uri).timeout(atMost).build()).body();
    }

    /** @throws IOException also if the answer is not 200 */
    static void post(URI uri, String body, Duration atMost) throws IOException {
        var answer = send(HttpRequest.newBuilder(uri)
                .timeout(atMost)
                .POST(BodyPublishers.ofString(body))
                .build());
        if (answer.statusCode() != OK) {
            throw new IOException(answer.statusCode() + " " + answer.body().strip());
        }
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Launcher.Stopped();
        }
    }
}
