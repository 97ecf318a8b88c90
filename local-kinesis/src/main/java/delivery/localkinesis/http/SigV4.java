package delivery.localkinesis.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import delivery.localkinesis.api.KinesisError;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures that are not only there but right, by the Signature Version 4 of AWS (docs.aws.amazon.com/IAM/latest/UserGuide,
 * "Create a signed AWS API request"): of the one key that this server knows.
 */
final class SigV4 extends Signatures {
    private static final String NAME = "AWS4-HMAC-SHA256";
    private static final String BODY_HASH = "x-amz-content-sha256";
    private static final String SIGNATURE = "X-Amz-Signature";
    private static final int SCOPE_PARTS = 5;
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String key;
    private final String secret;

    SigV4(String key, String secret) {
        this.key = key;
        this.secret = secret;
    }

    /**
     * @throws IllegalArgumentException in one line, if it is not {@code KEY:SECRET}
     */
    static SigV4 parse(String pair) {
        var colon = pair.indexOf(':');
        if (colon <= 0 || colon == pair.length() - 1) {
            throw new IllegalArgumentException("that is not KEY:SECRET, an access key's id and its secret");
        }
        return new SigV4(pair.substring(0, colon), pair.substring(colon + 1));
    }

    /** What a request says of its signature, wherever it says it. */
    private record Claim(String credential, String signature, String signedHeaders, String time, boolean inQuery) {}

    @Override
    void check(FullHttpRequest request, Body body, Instant now) {
        super.check(request, body, now);
        var query = Query.of(request.uri());
        var claim = query.has(ALGORITHM) ? ofQuery(query) : ofHeader(request.headers());
        var scope = claim.credential.split("/");
        if (!scope[0].equals(key)) {
            throw new KinesisError(
                    KinesisError.Type.UnrecognizedClientException,
                    "The security token included in the request is invalid.");
        }
        checkTime(claim, scope[1], now);
        var scoped = String.join("/", Arrays.copyOfRange(scope, 1, SCOPE_PARTS));
        var toSign = NAME + "\n" + claim.time + "\n" + scoped + "\n"
                + hex(sha256(canonical(request, query, claim, body).getBytes(UTF_8)));
        var signing = ("AWS4" + secret).getBytes(UTF_8);
        for (int i = 1; i < SCOPE_PARTS; i++) {
            signing = hmac(signing, scope[i]);
        }
        var right = hex(hmac(signing, toSign));
        if (!MessageDigest.isEqual(right.getBytes(UTF_8), claim.signature.getBytes(UTF_8))) {
            throw invalid(
                    "The request signature we calculated does not match the signature you provided. Check your AWS"
                            + " Secret Access Key and signing method. Consult the service documentation for details.");
        }
    }

    private static Claim ofQuery(Query query) {
        return new Claim(
                query.get("X-Amz-Credential"),
                query.get(SIGNATURE),
                query.get("X-Amz-SignedHeaders"),
                query.get("X-Amz-Date"),
                true);
    }

    private static Claim ofHeader(HttpHeaders headers) {
        var header = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (!header.startsWith(NAME)) {
            throw new KinesisError(
                    KinesisError.Type.IncompleteSignatureException,
                    "Unsupported AWS 'algorithm': '" + header.split(" ")[0] + "'. ");
        }
        return new Claim(
                part(header, "Credential"),
                part(header, "Signature"),
                part(header, "SignedHeaders"),
                headers.get(DATE, ""),
                false);
    }

    private static void checkTime(Claim claim, String day, Instant now) {
        Instant signed;
        try {
            signed = TIME.parse(claim.time, Instant::from);
        } catch (DateTimeException e) {
            throw notBasic(claim.time);
        }
        if (!claim.time.startsWith(day)) {
            throw invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                    + day + "' != '" + claim.time.substring(0, 8) + "', from '" + claim.time + "'.");
        }
        if (signed.isBefore(now.minus(TOLERANCE))) {
            throw invalid("Signature expired: " + claim.time + " is now earlier than "
                    + TIME.format(now.minus(TOLERANCE)) + " (" + TIME.format(now) + " - 5 min.)");
        }
        if (signed.isAfter(now.plus(TOLERANCE))) {
            throw invalid("Signature not yet current: " + claim.time + " is still later than "
                    + TIME.format(now.plus(TOLERANCE)) + " (" + TIME.format(now) + " + 5 min.)");
        }
    }

    private static String canonical(FullHttpRequest request, Query query, Claim claim, Body body) {
        var text = new StringJoiner("\n");
        text.add(request.method().name());
        text.add(query.path().isEmpty() ? "/" : encode(query.path(), true));
        text.add(canonical(query));
        for (var name : claim.signedHeaders.split(";")) {
            text.add(name + ":" + canonical(request.headers().getAll(name)));
        }
        text.add("");
        text.add(claim.signedHeaders);
        // What is signed is what came, whatever the header says of it.
        var said = request.headers().get(BODY_HASH);
        text.add(claim.inQuery && "UNSIGNED-PAYLOAD".equals(said) ? said : hex(sha256(body.bytes())));
        return text.toString();
    }

    private static String canonical(Query query) {
        var pairs = new ArrayList<String>();
        query.all().forEach((name, values) -> {
            if (!name.equals(SIGNATURE)) {
                values.forEach(value -> pairs.add(encode(name, false) + "=" + encode(value, false)));
            }
        });
        pairs.sort(null);
        return String.join("&", pairs);
    }

    private static String canonical(List<String> values) {
        var joined = new StringJoiner(",");
        values.forEach(value -> joined.add(value.strip().replaceAll(" +", " ")));
        return joined.toString();
    }

    /** As RFC 3986 has it, which is AWS's way: all but letters, digits and {@code -_.~}. */
    private static String encode(String text, boolean isPath) {
        var encoded = new StringBuilder();
        for (var b : text.getBytes(UTF_8)) {
            var c = (char) (b & 0xff);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-_.~".indexOf(c) >= 0
                    || (isPath && c == '/')) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
