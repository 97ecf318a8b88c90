package delivery.kinesis.aws;

import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What an exception of the SDK means: its kind, and one line that names the cause and the next step. */
final class SdkFailure {
    private static final Pattern SHARD_ID = Pattern.compile("shardId-\\d+");

    /** Of an error that is not in the encoding that was asked for. */
    private static final Pattern JSON_TYPE = Pattern.compile("\"__type\"\\s*:\\s*\"(?:[^\"]*#)?([A-Za-z0-9]+)\"");

    private final String stream;
    private final Way endpoint;

    private SdkFailure(String stream, Way endpoint) {
        this.stream = stream;
        this.endpoint = endpoint;
    }

    /** @param e by the SDK, or by what it calls */
    static StreamException explain(RuntimeException e, String stream, StreamAccess access) {
        var way = new Way(access.endpointName(), access.proxy());
        return e instanceof AwsServiceException service
                ? new SdkFailure(stream, way).ofService(service)
                : new ConnectionFailure(way).explain(e);
    }

    /** A 200 that no Kinesis has given: it lacks what every answer of the service has. */
    static StreamException foreign(StreamAccess access) {
        return new Way(access.endpointName(), access.proxy())
                .foreign("status 200, and nothing of it is Kinesis's", null);
    }

    /** A 200 whose bytes are no answer to what was asked. */
    static StreamException unreadable(StreamAccess access) {
        return new Way(access.endpointName(), access.proxy()).unreadable(null);
    }

    /** How one gets to the service, in the words of messages. */
    record Way(String endpoint, Optional<ProxyServer> proxy) {
        @Override
        public String toString() {
            return endpoint + proxy.map(p -> " through " + p.text()).orElse("");
        }

        StreamException unreadable(@Nullable Throwable cause) {
            return foreign("status 200, and what cannot be read" + ConnectionFailure.encodingAdvice(), cause);
        }

        /** Something in between has answered, or something else is there: worth another try if Kinesis was there once. */
        StreamException foreign(String answer, @Nullable Throwable cause) {
            return new StreamException(
                    Kind.UNREACHABLE,
                    this + " does not answer as Kinesis does (" + answer + "): check "
                            + proxy.map(ProxyServer::from).orElse("--endpoint-url")
                            + ", and what is in between (a portal to log in to, a load balancer)",
                    cause);
        }
    }

    private StreamException ofService(AwsServiceException e) {
        var details = e.awsErrorDetails();
        var code = codeOf(details);
        var said = ForeignText.of(details == null ? null : details.errorMessage());
        return switch (code) {
            case "ResourceNotFoundException" -> new StreamException(Kind.NOT_FOUND, notFound(said), e);
            case "ExpiredIteratorException" -> new StreamException(Kind.EXPIRED_ITERATOR, said, e);
            case "ResourceInUseException" ->
                new StreamException(
                        Kind.IN_USE,
                        "stream " + stream + " is busy with another change: " + said
                                + "; wait for it with stream-admin wait",
                        e);
            case "ProvisionedThroughputExceededException",
                    "KMSThrottlingException",
                    "ThrottlingException",
                    "Throttling",
                    "RequestLimitExceeded",
                    "SlowDown" -> new StreamException(Kind.THROTTLED, "over a quota of the service: " + said, e);
            case "LimitExceededException" -> limit(said, e);
            case "ExpiredNextTokenException", "InternalFailure", "InternalFailureException", "ServiceUnavailable" ->
                new StreamException(Kind.UNAVAILABLE, "the service failed (" + code + "), try again: " + said, e);
            case "InvalidArgumentException",
                    "ValidationException",
                    "SerializationException",
                    "MissingParameter",
                    "MissingAction",
                    "InvalidAction",
                    "UnknownOperationException",
                    "InvalidParameterCombination",
                    "InvalidParameterValue" ->
                new StreamException(
                        Kind.INVALID,
                        "the service refuses the request" + (code.startsWith("Unknown") ? " (" + code + ")" : "") + ": "
                                + said,
                        e);
            default -> ofCode(code, said, e);
        };
    }

    private StreamException ofCode(String code, String said, AwsServiceException e) {
        if (code.startsWith("KMS")) {
            return new StreamException(
                    Kind.DENIED,
                    "stream " + stream + " is encrypted and its key cannot be used (" + code + "): " + said + "; "
                            + keyAdvice(code),
                    e);
        }
        if (isClockSkew(code, said)) {
            return new StreamException(
                    Kind.DENIED,
                    "the signature is refused because of the clock: it is " + Instant.now()
                            + " here; the service says: " + said + "; set this computer's clock",
                    e);
        }
        return switch (code) {
            case "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature" ->
                new StreamException(
                        Kind.DENIED,
                        "the signature is refused: check the secret key, and --region for " + endpoint + ": " + said,
                        e);
            case "ExpiredTokenException", "ExpiredToken" ->
                new StreamException(
                        Kind.DENIED, "the session token has expired: get a new one (aws sso login, or your role)", e);
            case "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationToken" ->
                new StreamException(
                        Kind.DENIED,
                        endpoint + " does not know these credentials: check them, or --profile: " + said,
                        e);
            case "AccessDeniedException", "AccessDenied", "OptInRequired", "NotAuthorized" ->
                new StreamException(
                        Kind.DENIED,
                        "access denied to stream " + stream + ": " + said + "; let someone grant what is named there",
                        e);
            default -> ofStatus(code, said, e);
        };
    }

    /** One exception for two things: calls a second, which come back, and limits, which do not. */
    private static StreamException limit(String said, AwsServiceException e) {
        var text = String.valueOf(said).toLowerCase(Locale.ROOT);
        if (text.contains("rate exceeded") || text.contains("per second")) {
            return new StreamException(Kind.THROTTLED, "over a quota of the service: " + said, e);
        }
        return new StreamException(Kind.LIMIT, "over a limit of the service: " + said + "; " + limitAdvice(text), e);
    }

    private static String limitAdvice(String text) {
        if (text.contains("24 hours") || text.contains("24-hour")) {
            return "wait until the oldest of these is a day old; until then split and merge (stream-admin scale does)";
        }
        if (text.contains("double") || text.contains("half")) {
            return "go in steps, as stream-admin scale does";
        }
        if (text.contains("creating")) {
            return "wait until those are ACTIVE";
        }
        return "delete or merge what is not needed, or ask AWS for more (Service Quotas)";
    }

    private static String keyAdvice(String code) {
        return switch (code) {
            case "KMSDisabledException" -> "enable the key (aws kms enable-key)";
            case "KMSInvalidStateException" -> "see what state the key is in (aws kms describe-key)";
            case "KMSNotFoundException" ->
                "the key is gone: encrypt the stream with another one (aws kinesis start-stream-encryption)";
            case "KMSOptInRequired" -> "this account has no subscription to KMS";
            default -> "grant kms:GenerateDataKey on that key to writers and kms:Decrypt to readers";
        };
    }

    /** An error that we do not know: of the service if it has a name, else of something in between. */
    private StreamException ofStatus(String code, String said, AwsServiceException e) {
        var status = e.statusCode();
        var answer = "status " + status + (code.isEmpty() ? "" : ", " + ForeignText.of(code) + ": " + said);
        if (status == 429) {
            return new StreamException(Kind.THROTTLED, "over a quota of " + endpoint + ": " + answer, e);
        } else if (status >= 500) {
            return new StreamException(Kind.UNAVAILABLE, endpoint + " failed, try again: " + answer, e);
        } else if (code.isEmpty()) {
            return endpoint.foreign(answer, e);
        } else if (status == 401 || status == 403) {
            return new StreamException(Kind.DENIED, endpoint + " denies access: " + answer, e);
        }
        return new StreamException(Kind.UNAVAILABLE, endpoint + " gives an unknown error: " + answer, e);
    }

    private static String codeOf(AwsErrorDetails details) {
        if (details == null) {
            return "";
        } else if (details.errorCode() != null) {
            return details.errorCode();
        } else if (details.rawResponse() == null) {
            return "";
        }
        var type = JSON_TYPE.matcher(details.rawResponse().asString(StandardCharsets.ISO_8859_1));
        return type.find() ? type.group(1) : "";
    }

    private static boolean isClockSkew(String code, String said) {
        var text = said == null ? "" : said.toLowerCase(Locale.ROOT);
        return code.equals("RequestExpired")
                || code.equals("RequestTimeTooSkewed")
                || text.contains("signature expired")
                || text.contains("signature not yet current");
    }

    private String notFound(String said) {
        var shard = SHARD_ID.matcher(said == null ? "" : said);
        return shard.find()
                ? "no shard " + shard.group() + " in stream " + stream + ": see stream-admin describe"
                : "no stream " + stream + " at " + endpoint + "; create it: java -jar"
                        + " stream-admin/target/stream-admin.jar create --stream-name " + stream + " --shards 7";
    }
}
