package delivery.localkinesis.http;

import delivery.localkinesis.api.KinesisError;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a request says who it is from, as AWS wants it said: in a header or in the query, and all of it. */
class Signatures {
    static final String DATE = "x-amz-date";
    static final String ALGORITHM = "X-Amz-Algorithm";

    private static final String[] IN_HEADER = {"Credential", "Signature", "SignedHeaders"};
    private static final String[] IN_QUERY = {
        ALGORITHM, "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"
    };

    private static final String SERVICE = "/kinesis/";
    private static final String END = "/aws4_request";
    private static final String BASIC = "00000000T000000Z";

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
            throw invalid("Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
        }
        if (inQuery) {
            checkQuery(query);
            checkForm(query.get("X-Amz-Credential"), query.get("X-Amz-Date"), query.get("X-Amz-SignedHeaders"));
        } else if (header == null || header.isEmpty()) {
            throw new KinesisError(
                    KinesisError.Type.MissingAuthenticationTokenException, "Missing Authentication Token");
        } else {
            checkHeader(header, request.headers());
            checkForm(part(header, "Credential"), request.headers().get(DATE), part(header, "SignedHeaders"));
        }
    }

    /** @param date null if it is in the header that HTTP has for it, in any of its forms */
    private static void checkForm(String credential, @Nullable String date, String signedHeaders) {
        var region = nextSlash(credential, credential.indexOf('/'));
        var service = nextSlash(credential, region);
        var end = nextSlash(credential, service);
        if (end < 0 || credential.indexOf('/', end + 1) >= 0) {
            throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g."
                    + " keyid/date/region/service/term, got '" + credential + "'");
        }
        if (date != null && !isBasic(date)) {
            throw notBasic(date);
        }
        if (!isAmong("host", signedHeaders) && !isAmong(":authority", signedHeaders)) {
            throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        if (!credential.startsWith(SERVICE, service)) {
            throw invalid("Credential should be scoped to correct service: 'kinesis'. ");
        }
        if (!credential.endsWith(END)) {
            throw invalid("Credential should be scoped with a valid terminator: 'aws4_request', not '"
                    + credential.substring(end + 1) + "'. ");
        }
    }

    /** Negative if there is none, or was none before. */
    private static int nextSlash(String text, int before) {
        return before < 0 ? before : text.indexOf('/', before + 1);
    }

    /** A part of an Authorization header, such as its {@code Signature}; empty if it has none. */
    static String part(String header, String name) {
        for (int at = header.indexOf(name); at >= 0; at = header.indexOf(name, at + 1)) {
            var end = at + name.length();
            var begins = at > 0 && (header.charAt(at - 1) == ' ' || header.charAt(at - 1) == ',');
            if (begins && end < header.length() && header.charAt(end) == '=') {
                var stop = end + 1;
                while (stop < header.length() && header.charAt(stop) != ',' && header.charAt(stop) != ' ') {
                    stop++;
                }
                return header.substring(end + 1, stop);
            }
        }
        return "";
    }

    private static void checkHeader(String header, HttpHeaders headers) {
        StringBuilder missing = null;
        for (var name : IN_HEADER) {
            if (part(header, name).isEmpty()) {
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

    /** Whether it looks like {@code 20260101T000000Z}. */
    private static boolean isBasic(String date) {
        if (date.length() != BASIC.length()) {
            return false;
        }
        for (int i = 0; i < BASIC.length(); i++) {
            var wanted = BASIC.charAt(i);
            var is = date.charAt(i);
            if (wanted == '0' ? is < '0' || is > '9' : is != wanted) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAmong(String name, String signedHeaders) {
        for (int at = signedHeaders.indexOf(name); at >= 0; at = signedHeaders.indexOf(name, at + 1)) {
            var end = at + name.length();
            if ((at == 0 || signedHeaders.charAt(at - 1) == ';')
                    && (end == signedHeaders.length() || signedHeaders.charAt(end) == ';')) {
                return true;
            }
        }
        return false;
    }

    static KinesisError notBasic(String date) {
        return incomplete("Date must be in ISO-8601 'basic format'. Got '" + date
                + "'. See http://en.wikipedia.org/wiki/ISO_8601");
    }

    static KinesisError invalid(String message) {
        return new KinesisError(KinesisError.Type.InvalidSignatureException, message);
    }

    private static KinesisError incomplete(String message) {
        return new KinesisError(KinesisError.Type.IncompleteSignatureException, message);
    }
}
