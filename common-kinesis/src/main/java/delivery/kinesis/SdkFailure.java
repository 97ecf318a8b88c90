package delivery.kinesis;

import delivery.kinesis.StreamException.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** What an exception of the SDK means: its kind, and one line that names the cause and the next step. */
final class SdkFailure {
    private static final Pattern SHARD_ID = Pattern.compile("shardId-\\d+");

    private final String stream;
    private final String endpoint;

    private SdkFailure(String stream, String endpoint) {
        this.stream = stream;
        this.endpoint = endpoint;
    }

    static StreamException explain(SdkException e, String stream, String endpoint) {
        var failure = new SdkFailure(stream, endpoint);
        return e instanceof AwsServiceException service ? failure.ofService(service) : failure.ofClient(e);
    }

    private StreamException ofService(AwsServiceException e) {
        var details = e.awsErrorDetails();
        var code = details == null || details.errorCode() == null ? "" : details.errorCode();
        var said = details == null || details.errorMessage() == null ? e.getMessage() : details.errorMessage();
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
            case "InvalidArgumentException", "ValidationException", "SerializationException", "MissingParameter" ->
                new StreamException(Kind.INVALID, "the service refuses the request: " + said, e);
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

    private StreamException ofStatus(String code, String said, AwsServiceException e) {
        var answer = "status " + e.statusCode() + (code.isEmpty() ? "" : ", " + code) + ": " + said;
        if (e.statusCode() >= 500) {
            return new StreamException(Kind.UNAVAILABLE, endpoint + " failed, try again: " + answer, e);
        }
        return switch (e.statusCode()) {
            case 429 -> new StreamException(Kind.THROTTLED, "over a quota of " + endpoint + ": " + answer, e);
            case 401, 403 -> new StreamException(Kind.DENIED, endpoint + " denies access: " + answer, e);
            case 404 -> new StreamException(Kind.INVALID, endpoint + " is there but is no Kinesis: " + answer, e);
            default -> new StreamException(Kind.INVALID, endpoint + " refuses the request: " + answer, e);
        };
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

    private StreamException ofClient(SdkException e) {
        if (e instanceof ApiCallAttemptTimeoutException || e instanceof ApiCallTimeoutException) {
            return new StreamException(
                    Kind.TIMEOUT,
                    endpoint + " did not answer within " + SdkStream.ATTEMPT_TIMEOUT.toSeconds() + " s",
                    e);
        }
        return find(UnknownHostException.class, e)
                .map(cause -> unreachable(
                        "the host of " + endpoint + " is unknown: check --endpoint-url and --region, or"
                                + " the network",
                        e))
                .or(() -> find(ConnectException.class, e)
                        .map(cause -> unreachable(
                                "nobody answers at " + endpoint + " (connection refused): start local-kinesis there, or"
                                        + " check --endpoint-url",
                                e)))
                .or(() -> find(NoRouteToHostException.class, e)
                        .map(cause -> unreachable("no route to " + endpoint + ": check the network", e)))
                .or(() -> find(SSLException.class, e)
                        .map(cause -> unreachable(
                                "no TLS with " + endpoint + " (" + cause.getMessage()
                                        + "): http:// instead of https://," + " or trust its certificate",
                                e)))
                .or(() -> find(SocketTimeoutException.class, e).map(cause -> timeout(cause, e)))
                .orElseGet(() -> other(e));
    }

    private StreamException timeout(SocketTimeoutException cause, SdkException e) {
        var connecting =
                String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
        return connecting
                ? unreachable("nobody answers at " + endpoint + " (time-out): check --endpoint-url, or a firewall", e)
                : new StreamException(
                        Kind.TIMEOUT,
                        endpoint + " did not answer within " + SdkStream.READ_TIMEOUT.toSeconds() + " s",
                        e);
    }

    private StreamException other(SdkException e) {
        var said = String.valueOf(e.getMessage());
        if (said.contains("load credentials") || said.contains("Unable to load")) {
            return new StreamException(Kind.DENIED, "no credentials any more: " + said, e);
        }
        return new StreamException(
                Kind.UNAVAILABLE, "the connection to " + endpoint + " broke (" + said + "): is it http or https?", e);
    }

    private static StreamException unreachable(String message, SdkException e) {
        return new StreamException(Kind.UNREACHABLE, message, e);
    }

    private static <T extends Throwable> Optional<T> find(Class<T> type, Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
