package delivery.kinesis.aws;

import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.aws.SdkFailure.Way;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.RetryableException;

/** Why a call has no answer: something on the way to the service, or something at this end that keeps it from being made. */
final class ConnectionFailure {
    private final Way way;
    private final String advice;

    ConnectionFailure(Way way) {
        this.way = way;
        advice = way.proxy()
                .map(proxy -> "start that proxy, unset " + proxy.from() + ", or add the endpoint's host to NO_PROXY")
                .orElse("check --endpoint-url and --region, or the network");
    }

    /**
     * Whether the connection was closed under the JDK's hands. The SDK does that from another thread when a call takes too
     * long, and HttpURLConnection then trips over what is gone: an exception of the JDK's, and nobody's programming error here.
     */
    static boolean isOfTheJdk(RuntimeException e) {
        var trace = e.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("sun.net.www.");
    }

    /** The same while the answer was read. The other end can break a stream or reset it, but not close it. */
    private static boolean isClosedHere(IOException e) {
        return List.of("stream is closed", "stream closed", "socket closed")
                .contains(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
    }

    StreamException explain(RuntimeException e) {
        if (isOfTheJdk(e)
                || e instanceof ApiCallAttemptTimeoutException
                || e instanceof ApiCallTimeoutException
                || find(IOException.class, e)
                        .filter(ConnectionFailure::isClosedHere)
                        .isPresent()) {
            return new StreamException(Kind.TIMEOUT, way + " did not answer in time", e);
        } else if (isUnreadable(e)) {
            return way.unreadable(e);
        }
        return find(UnknownHostException.class, e)
                .map(cause -> unreachable(
                        "unknown host " + ForeignText.of(cause.getMessage()) + " of " + way + ": " + advice, e))
                .or(() -> find(ConnectException.class, e).map(cause -> refused(e)))
                .or(() -> find(NoRouteToHostException.class, e)
                        .map(cause -> unreachable("no route to " + way + ": " + advice, e)))
                .or(() -> find(SSLException.class, e)
                        .map(cause -> unreachable(
                                "no TLS with " + way + " (" + ForeignText.of(cause.getMessage())
                                        + "): http:// instead of https://, or trust its certificate",
                                e)))
                .or(() -> find(SocketTimeoutException.class, e).map(cause -> timeout(cause, e)))
                .or(() -> find(IOException.class, e).map(cause -> broken(cause, e)))
                .orElseGet(() -> ofThisEnd(e));
    }

    private StreamException refused(RuntimeException e) {
        return unreachable(
                way.proxy()
                        .map(proxy -> proxy.text() + " does not answer (connection refused), and " + way.endpoint()
                                + " is called through it: " + advice)
                        .orElse("nobody answers at " + way
                                + " (connection refused): start local-kinesis there, or check" + " --endpoint-url"),
                e);
    }

    private StreamException timeout(SocketTimeoutException cause, RuntimeException e) {
        var connecting =
                String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
        return connecting
                ? unreachable(
                        "nobody answers at "
                                + way.proxy().map(ProxyServer::text).orElse(way.endpoint()) + " (time-out): "
                                + way.proxy().map(proxy -> advice).orElse("check --endpoint-url, or a firewall"),
                        e)
                : new StreamException(Kind.TIMEOUT, way + " did not answer in time", e);
    }

    private StreamException broken(IOException cause, RuntimeException e) {
        var said = ForeignText.of(cause.getMessage());
        if (said.contains("tunnel through proxy")) {
            return unreachable(
                    way.proxy().map(ProxyServer::text).orElse("a proxy") + " does not let us through to "
                            + way.endpoint() + " (" + said + "): see to its login and rules, or " + advice,
                    e);
        }
        var notHttp = said.contains("end of file") || said.contains("Invalid Http response");
        return new StreamException(
                Kind.UNAVAILABLE,
                "the connection to " + way + " broke (" + said + ")" + (notHttp ? ": is it http or https?" : ""),
                e);
    }

    /** Nothing was sent, and nothing would be the next time. */
    private StreamException ofThisEnd(RuntimeException e) {
        var said = ForeignText.of(e.getMessage());
        if (e instanceof RetryableException || e instanceof Crc32MismatchException || e instanceof AbortedException) {
            return new StreamException(Kind.UNAVAILABLE, "the answer of " + way + " is damaged (" + said + ")", e);
        }
        if (said.contains("load credentials") || said.contains("Unable to load")) {
            return new StreamException(
                    Kind.DENIED, "no credentials any more: " + said + "; see to them (aws configure list)", e);
        }
        return new StreamException(
                Kind.DENIED, "no call to " + way + " can be made: " + said + "; see to the AWS settings here", e);
    }

    /** The SDK has an answer, and cannot make sense of it. That its parser's exceptions are of I/O says nothing of the connection. */
    private static boolean isUnreadable(RuntimeException e) {
        return String.valueOf(e.getMessage()).contains("unmarshall")
                || find(IOException.class, e)
                        .filter(cause -> cause.getClass().getName().contains(".jackson."))
                        .isPresent();
    }

    /** kinesalite keeps what was put in CBOR in a form that can be read in no encoding. */
    static String encodingAdvice() {
        return SdkSystemSetting.CBOR_ENABLED.getBooleanValue().orElse(true)
                ? "; if it is kinesalite, which does not get on with CBOR, make a new stream and give each program,"
                        + " those that put too, java -Daws.cborEnabled=false"
                : "";
    }

    private static StreamException unreachable(String message, RuntimeException e) {
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
