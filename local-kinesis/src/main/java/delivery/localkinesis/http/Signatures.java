package delivery.localkinesis.http;

import delivery.localkinesis.api.KinesisError;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;

/** Whether a request says who it is from, as AWS wants it said: in a header or in the query, and all of it. */
class Signatures {
    static final String DATE = "x-amz-date";
    static final String ALGORITHM = "X-Amz-Algorithm";

    private static final String[] IN_HEADER = {"Credential", "Signature", "SignedHeaders"};
    private static final String[] IN_QUERY = {
        ALGORITHM, "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"
    };

    /** Anybody may ask anything. */
    static final Signatures NONE = new Signatures() {
        @Override
        void check(FullHttpRequest request, Body body, Instant now) {}
    };

    Signatures() {}

    /**
     * @param now by this server's clock
     * @throws KinesisError in AWS's words, if it is not as AWS wants it
     */
    void check(FullHttpRequest request, Body body, Instant now) {
        var header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        var query = request.uri().indexOf('?') < 0 ? Query.EMPTY : Query.of(request.uri());
        var inQuery = query.has(ALGORITHM);
        if (header != null && inQuery) {
            throw new KinesisError(
                    KinesisError.Type.InvalidSignatureException,
                    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
        }
        if (inQuery) {
            checkQuery(query);
        } else if (header == null || header.isEmpty()) {
            throw new KinesisError(
                    KinesisError.Type.MissingAuthenticationTokenException, "Missing Authentication Token");
        } else {
            checkHeader(header, request.headers());
        }
    }

    /** A part of an Authorization header, such as its {@code Signature}; null if it has none. */
    static String part(String header, String name) {
        for (int at = header.indexOf(name); at >= 0; at = header.indexOf(name, at + 1)) {
            var end = at + name.length();
            var begins = at > 0 && (header.charAt(at - 1) == ' ' || header.charAt(at - 1) == ',');
            if (begins && end < header.length() && header.charAt(end) == '=') {
                var stop = end + 1;
                while (stop < header.length() && header.charAt(stop) != ',' && header.charAt(stop) != ' ') {
                    stop++;
                }
                return stop == end + 1 ? null : header.substring(end + 1, stop);
            }
        }
        return null;
    }

    private static void checkHeader(String header, HttpHeaders headers) {
        StringBuilder missing = null;
        for (var name : IN_HEADER) {
            if (part(header, name) == null) {
                missing = missing == null ? new StringBuilder() : missing;
                missing.append("Authorization header requires '").append(name).append("' parameter. ");
            }
        }
        if (!headers.contains(DATE) && !headers.contains(HttpHeaderNames.DATE)) {
            missing = missing == null ? new StringBuilder() : missing;
            missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        if (missing != null) {
            throw incomplete(missing.append("Authorization=").append(header).toString());
        }
    }

    private static void checkQuery(Query query) {
        var missing = new StringBuilder();
        for (var name : IN_QUERY) {
            if (query.get(name).isEmpty()) {
                missing.append("AWS query-string parameters must include '")
                        .append(name)
                        .append("'. ");
            }
        }
        if (missing.length() > 0) {
            throw incomplete(
                    missing.append("Re-examine the query-string parameters.").toString());
        }
    }

    private static KinesisError incomplete(String message) {
        return new KinesisError(KinesisError.Type.IncompleteSignatureException, message);
    }
}
