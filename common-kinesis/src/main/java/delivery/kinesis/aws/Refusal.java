package delivery.kinesis.aws;

import delivery.kinesis.aws.cbor.CborReader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What the service, or something else in its place, says instead of an answer.
 *
 * @param code the error's name; null if it has none
 * @param message for people; null if there is none
 */
record Refusal(
        SdkHttpResponse head,
        byte[] body,
        @Nullable String code,
        @Nullable String message) {
    /** Of an error that is not in the encoding that was asked for. */
    private static final Pattern JSON_TYPE = Pattern.compile("\"__type\"\\s*:\\s*\"([^\"]*)\"");

    private static final Pattern JSON_MESSAGE = Pattern.compile("\"[mM]essage\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** As the SDK knows them: those of a signature may have other causes, and then the next one fails for these. */
    private static final Set<String> OF_THE_CLOCK = Set.of(
            "RequestTimeTooSkewed",
            "RequestExpired",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "AuthFailure",
            "RequestInTheFuture");

    static Refusal of(SdkHttpResponse head, byte[] body) {
        var said = new Said();
        if (!CborReader.isRead(body, said::readCbor)) {
            said.readText(new String(body, StandardCharsets.ISO_8859_1));
        }
        var named = head.firstMatchingHeader("x-amzn-ErrorType").orElse(said.type);
        return new Refusal(head, body, named == null ? null : nameIn(named), said.message);
    }

    private static final class Said {
        private @Nullable String type;
        private @Nullable String message;

        void readCbor(CborReader in) {
            in.map(name -> {
                switch (name) {
                    case "__type" -> type = in.text();
                    case "message", "Message" -> message = in.text();
                    default -> in.skip();
                }
            });
        }

        void readText(String text) {
            type = find(JSON_TYPE, text);
            message = type == null ? null : find(JSON_MESSAGE, text);
        }

        private static @Nullable String find(Pattern pattern, String text) {
            var found = pattern.matcher(text);
            return found.find() ? found.group(1) : null;
        }
    }

    /** {@code com.amazonaws.kinesis#Name:http://...}: the name. */
    private static String nameIn(String type) {
        return type.replaceFirst("^.*#", "").replaceFirst(":.*$", "").strip();
    }

    boolean isOfTheClock() {
        return code != null && OF_THE_CLOCK.contains(code);
    }

    AwsServiceException failure() {
        return AwsServiceException.builder()
                .statusCode(head.statusCode())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("Kinesis")
                        .errorCode(code)
                        .errorMessage(message)
                        .rawResponse(SdkBytes.fromByteArrayUnsafe(body))
                        .sdkHttpResponse(head)
                        .build())
                .build();
    }
}
