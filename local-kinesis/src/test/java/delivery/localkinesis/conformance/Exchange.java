package delivery.localkinesis.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** One HTTP request, as it is and not as an SDK would make it. */
record Exchange(String method, String path, Map<String, String> headers, String body, boolean isSigned) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Set<String> NOT_OURS_TO_SEND = Set.of("host", "content-length");

    /** What came back. */
    record Answer(int status, Map<String, String> headers, String body) {
        /** Null if there is none. */
        String header(String name) {
            return headers.get(name);
        }

        /** Its type. */
        String error() {
            return body.replaceAll("(?s).*\"__type\":\"([A-Za-z]+)\".*", "$1");
        }
    }

    static Exchange of(String method) {
        return new Exchange(method, "/", Map.of(), "", false);
    }

    static Exchange to(String operation) {
        return of("POST").type("application/x-amz-json-1.1").header("X-Amz-Target", "Kinesis_20131202." + operation);
    }

    Exchange type(String contentType) {
        return header("Content-Type", contentType);
    }

    Exchange header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Exchange(method, path, more, body, isSigned);
    }

    Exchange path(String pathAndQuery) {
        return new Exchange(method, pathAndQuery, headers, body, isSigned);
    }

    Exchange body(String text) {
        return new Exchange(method, path, headers, text, isSigned);
    }

    Exchange signed() {
        return new Exchange(method, path, headers, body, true);
    }

    Answer send(URI endpoint, AwsCredentialsIdentity credentials, String region) {
        var uri = URI.create(endpoint + path);
        var request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (isSigned) {
            signature(uri, credentials, region).forEach(request::header);
        }
        try {
            return answer(HTTP.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The headers that a right signature adds. */
    private Map<String, String> signature(URI uri, AwsCredentialsIdentity credentials, String region) {
        var request = SdkHttpRequest.builder().uri(uri).method(SdkHttpMethod.fromValue(method));
        headers.forEach(request::putHeader);
        var added = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        AwsV4HttpSigner.create()
                .sign(r -> r.identity(credentials)
                        .request(request.build())
                        .payload(() -> new java.io.ByteArrayInputStream(body.getBytes(UTF_8)))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kinesis")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request()
                .headers()
                .forEach((name, values) -> added.put(name, values.get(0)));
        added.keySet().removeAll(headers.keySet());
        added.keySet().removeAll(NOT_OURS_TO_SEND);
        return added;
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        var answered = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> answered.put(name, values.get(0)));
        var isText = !answered.getOrDefault("content-type", "").contains("cbor");
        return new Answer(response.statusCode(), answered, new String(response.body(), isText ? UTF_8 : ISO_8859_1));
    }
}
