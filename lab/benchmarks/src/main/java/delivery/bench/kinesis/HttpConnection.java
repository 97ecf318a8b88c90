package delivery.bench.kinesis;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** One kept-alive connection to this machine that sends finished bytes and reads whole answers. One thread's. */
final class HttpConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private byte[] body = new byte[1 << 16];
    private int length;

    HttpConnection(int port) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** The answer's status; its body can be looked at until the next call. */
    int send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        var status = Integer.parseInt(line().split(" ")[1]);
        var contentLength = 0;
        var chunked = false;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                contentLength = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.endsWith("chunked");
            }
        }
        length = 0;
        if (chunked) {
            readChunks();
        } else {
            append(contentLength);
        }
        return status;
    }

    /** As {@link #send}, of which nothing but 200 is hoped for. */
    void call(byte[] request) throws IOException {
        var status = send(request);
        if (status != 200) {
            throw new IOException("answered " + status + ": " + text());
        }
    }

    String text() {
        return new String(body, 0, length, StandardCharsets.UTF_8);
    }

    /** How often something stands in the body, if it is never less than so many bytes from one to the next. */
    int count(byte[] what, int apart) {
        var found = 0;
        for (var at = indexOf(what, 0); at >= 0; at = indexOf(what, at + apart)) {
            found++;
        }
        return found;
    }

    boolean contains(byte[] what) {
        return indexOf(what, 0) >= 0;
    }

    /** The number after a member's name and its colon. */
    int number(byte[] member) throws IOException {
        var at = after(member);
        var number = 0;
        for (; at < length && body[at] >= '0' && body[at] <= '9'; at++) {
            number = 10 * number + body[at] - '0';
        }
        return number;
    }

    /** The string after a member's name, its colon and a quotation mark. */
    String string(byte[] member) throws IOException {
        var at = after(member);
        var end = at;
        while (body[end] != '"') {
            end++;
        }
        return new String(body, at, end - at, StandardCharsets.ISO_8859_1);
    }

    private int after(byte[] member) throws IOException {
        var at = indexOf(member, 0);
        if (at < 0) {
            throw new IOException("no " + new String(member, StandardCharsets.ISO_8859_1) + " in " + text());
        }
        return at + member.length;
    }

    private int indexOf(byte[] what, int from) {
        var first = what[0];
        for (int at = from; at <= length - what.length; at++) {
            if (body[at] == first
                    && body[at + 1] == what[1]
                    && Arrays.equals(body, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    private void readChunks() throws IOException {
        for (var size = chunkSize(); size > 0; size = chunkSize()) {
            append(size);
            line();
        }
        while (!line().isEmpty()) {
            // trailers
        }
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";")[0].strip(), 16);
    }

    private void append(int count) throws IOException {
        if (length + count > body.length) {
            body = Arrays.copyOf(body, Math.max(length + count, 2 * body.length));
        }
        if (in.readNBytes(body, length, count) < count) {
            throw new EOFException("the answer ends in its middle");
        }
        length += count;
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        for (var b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
