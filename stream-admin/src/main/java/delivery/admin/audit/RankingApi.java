package delivery.admin.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import delivery.admin.command.Json;
import delivery.app.AppException;
import delivery.app.tls.ServerTrust;
import delivery.app.tls.TlsFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/ranking} of a ranking server. */
final class RankingApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI uri;
    private final String token;
    private final HttpClient http;

    private RankingApi(URI uri, String token, HttpClient http) {
        this.uri = uri;
        this.token = token;
        this.http = http;
    }

    /**
     * @param server {@code host:port}
     * @param token empty for none
     * @param trust for TLS; null without
     */
    static RankingApi of(String server, String token, @Nullable ServerTrust trust) {
        try {
            var uri = URI.create((trust == null ? "http://" : "https://") + server + "/api/ranking");
            if (uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= 65_535) {
                var http = HttpClient.newBuilder().connectTimeout(TIMEOUT);
                return new RankingApi(uri, token, (trust == null ? http : http.sslContext(trust.context())).build());
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw AppException.usage("--server '" + server + "' is not host:port, such as 127.0.0.1:8080");
    }

    /** @throws AppException if there is no answer, or it is no ranking (exit code 4), or the token is not the server's (2) */
    JsonNode read() {
        try {
            var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            var answer = http.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() == 401) {
                throw AppException.usage(uri + " asks for its token: give the --token-file of the server");
            }
            if (answer.statusCode() == 426) {
                throw AppException.usage(uri + " speaks TLS: give --server-ca");
            }
            if (answer.statusCode() != 200) {
                throw unreachable("answers with status " + answer.statusCode());
            }
            var ranking = Json.MAPPER.readTree(answer.body());
            if (!ranking.path("audit").isObject() || !ranking.path("asOf").isTextual()) {
                throw unreachable("is there but sends no audit: is it the ranking server's web port?");
            }
            return ranking;
        } catch (JsonProcessingException e) {
            throw unreachable("is there but sends no JSON: is it the ranking server's web port?");
        } catch (ConnectException e) {
            throw unreachable("does not answer: is the ranking server running, and is this its --http-port?");
        } catch (IOException e) {
            throw unreachable(TlsFailure.words(e).orElseGet(() -> "breaks the connection (" + e.getMessage() + ")"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("was not waited for");
        }
    }

    private AppException unreachable(String why) {
        return AppException.unreachable(uri + " " + why);
    }
}
