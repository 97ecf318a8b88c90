package delivery.kinesis.aws;

import delivery.app.Threads;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/**
 * The JDK's HTTP client for the SDK: HTTP/2, which the service demands for what it sends by itself, without the megabytes and
 * the start of Netty. In clear text, to an emulator, it speaks HTTP/1.1.
 */
final class JdkHttpClient implements SdkAsyncHttpClient {
    /** The JDK sets these itself, and to the same. */
    private static final Set<String> OF_THE_JDK = Set.of("host", "content-length", "connection", "expect", "upgrade");

    private final HttpClient client;
    private final ExecutorService threads;

    /** @param proxy without a login: the JDK gives none away to a proxy that it tunnels through */
    JdkHttpClient(StreamEndpoint endpoint, Optional<ProxyServer> proxy) {
        threads = Executors.newFixedThreadPool(2, call -> {
            var thread = Threads.make("fan-out", call);
            thread.setDaemon(true);
            return thread;
        });
        client = HttpClient.newBuilder()
                .version(isEncrypted(endpoint.uri()) ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .connectTimeout(SdkStream.CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxy.map(way -> ProxySelector.of(
                                (InetSocketAddress) way.asProxy().address()))
                        .orElse(HttpClient.Builder.NO_PROXY))
                .executor(threads)
                .build();
    }

    private static boolean isEncrypted(URI endpoint) {
        return endpoint.getScheme().toLowerCase(Locale.ROOT).equals("https");
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest asked) {
        var done = new CompletableFuture<Void>();
        var handler = asked.responseHandler();
        var call = client.sendAsync(request(asked), BodyHandlers.ofPublisher());
        call.whenComplete((response, failure) -> {
            if (failure != null) {
                handler.onError(failure);
                done.completeExceptionally(failure);
                return;
            }
            handler.onHeaders(head(response));
            handler.onStream(body(response.body(), handler, done));
        });
        done.whenComplete((nothing, failure) -> call.cancel(true));
        return done;
    }

    private static HttpRequest request(AsyncExecuteRequest asked) {
        var sent = asked.request();
        var content = asked.requestContentPublisher();
        var body = FlowAdapters.toFlowPublisher(content);
        var request = HttpRequest.newBuilder(sent.getUri())
                .method(
                        sent.method().name(),
                        content.contentLength().filter(length -> length > 0).isPresent()
                                ? HttpRequest.BodyPublishers.fromPublisher(
                                        body, content.contentLength().get())
                                : HttpRequest.BodyPublishers.noBody());
        sent.forEachHeader((name, values) -> {
            if (!OF_THE_JDK.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static SdkHttpResponse head(HttpResponse<?> response) {
        return SdkHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .build();
    }

    private static SdkPublisher<ByteBuffer> body(
            Flow.Publisher<List<ByteBuffer>> body, SdkAsyncHttpResponseHandler handler, CompletableFuture<Void> done) {
        return SdkPublisher.adapt(FlowAdapters.toPublisher(body))
                .flatMapIterable(buffers -> buffers)
                .doAfterOnComplete(() -> done.complete(null))
                .doAfterOnError(failure -> {
                    handler.onError(failure); // the SDK looks for it there alone
                    done.completeExceptionally(failure);
                })
                .doAfterOnCancel(() -> done.complete(null));
    }

    @Override
    public String clientName() {
        return "Jdk";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
