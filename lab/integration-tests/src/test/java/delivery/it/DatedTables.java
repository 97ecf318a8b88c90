package delivery.it;

import delivery.app.Threads;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** In DynamoDB's place: answers everything with the same, at a time of day of its own, which the JDK's server does not allow. */
final class DatedTables implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final String status;
    private final String body;
    private final Duration clock;
    private final Thread thread = Threads.make("dated-tables", this::serve);

    /** @param clock what its time of day is ahead of this machine's */
    DatedTables(String status, String body, Duration clock) throws IOException {
        this.status = status;
        this.body = body;
        this.clock = clock;
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        while (true) {
            try (var call = socket.accept()) {
                var in = new BufferedInputStream(call.getInputStream());
                var head = new StringBuilder();
                for (var read = in.read(); read >= 0; read = in.read()) {
                    head.append((char) read);
                    if (head.indexOf("\r\n\r\n") >= 0) {
                        break;
                    }
                }
                var length = LENGTH.matcher(head);
                in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
                call.getOutputStream().write(answer().getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                if (socket.isClosed()) {
                    return;
                }
                throw new UncheckedIOException(e);
            }
        }
    }

    private String answer() {
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(clock));
        return "HTTP/1.1 " + status + "\r\nDate: " + date + "\r\nContent-Type: application/x-amz-json-1.0\r\n"
                + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        Threads.join(thread);
    }
}
