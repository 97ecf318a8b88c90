package delivery.bench;

import delivery.app.Threads;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code <shards> <milliseconds>}: a Kinesis that keeps nothing: takes every record of a PutRecords after so many
 * milliseconds, and knows a stream of so many shards. So the client is the limit. Prints its port. Speaks the SDK's CBOR.
 */
final class NullEndpoint {
    private static final byte[] KEY = "PartitionKey".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] shards;
    private final byte[] stored = Cbor.of(Map.of(
            "SequenceNumber",
            "49500000000000000000000000000000000000000000000000000001",
            "ShardId",
            "shardId-000000000000"));
    private final long millis;

    private NullEndpoint(int shards, long millis) {
        this.shards = Cbor.of(Map.of("Shards", listOf(shards)));
        this.millis = millis;
    }

    public static void main(String[] args) throws IOException {
        var endpoint = new NullEndpoint(Integer.parseInt(args[0]), Long.parseLong(args[1]));
        try (var server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (true) {
                var socket = server.accept();
                socket.setTcpNoDelay(true);
                var thread = Threads.make("null-endpoint", () -> endpoint.serve(socket));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private static Object[] listOf(int count) {
        var all = BigInteger.TWO.pow(128);
        var shards = new Object[count];
        for (var i = 0; i < count; i++) {
            var from = all.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(count));
            var to = all.multiply(BigInteger.valueOf(i + 1))
                    .divide(BigInteger.valueOf(count))
                    .subtract(BigInteger.ONE);
            var id = Integer.toString(i);
            shards[i] = new TreeMap<String, Object>(Map.of(
                    "ShardId", "shardId-" + "0".repeat(12 - id.length()) + id,
                    "HashKeyRange", Map.of("StartingHashKey", from.toString(), "EndingHashKey", to.toString()),
                    "SequenceNumberRange", Map.of("StartingSequenceNumber", "1")));
        }
        return shards;
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            while (true) {
                var head = head(in);
                if (head == null) {
                    return;
                }
                var body = in.readNBytes(lengthIn(head));
                answer(head, body, socket.getOutputStream());
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    private void answer(String head, byte[] body, OutputStream out) throws IOException {
        var isPut = head.contains("Kinesis_20131202.PutRecords");
        var answer = isPut ? taken(count(body)) : shards;
        if (isPut && millis > 0) {
            Emulator.pause(millis);
        }
        var text =
                "HTTP/1.1 200 OK\r\nx-amzn-RequestId: 1\r\nContent-Type: application/x-amz-cbor-1.1\r\nContent-Length: "
                        + answer.length + "\r\n\r\n";
        var whole = new ByteArrayOutputStream(text.length() + answer.length);
        whole.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(answer);
        whole.writeTo(out);
    }

    private byte[] taken(int records) {
        var out = new ByteArrayOutputStream(stored.length * records + 64);
        out.write(0xa2);
        out.writeBytes(Cbor.of("FailedRecordCount"));
        out.write(0);
        out.writeBytes(Cbor.of("Records"));
        out.writeBytes(new byte[] {(byte) 0x99, (byte) (records >> 8), (byte) records});
        for (var i = 0; i < records; i++) {
            out.writeBytes(stored);
        }
        return out.toByteArray();
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream(1_024);
        var matched = 0;
        while (matched < HEAD_END.length) {
            var next = in.read();
            if (next < 0) {
                return null;
            }
            head.write(next);
            matched = next == HEAD_END[matched] ? matched + 1 : next == HEAD_END[0] ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static int lengthIn(String head) {
        for (var line : head.split("\r\n")) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    private static int count(byte[] body) {
        var records = 0;
        for (var at = 0; at + KEY.length <= body.length; at++) {
            if (body[at] == KEY[0] && matches(body, at)) {
                records++;
                at += KEY.length + 300;
            }
        }
        return records;
    }

    private static boolean matches(byte[] body, int at) {
        for (var i = 1; i < KEY.length; i++) {
            if (body[at + i] != KEY[i]) {
                return false;
            }
        }
        return true;
    }

    /** As much of it as answers need. */
    private static final class Cbor {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        static byte[] of(Object value) {
            var cbor = new Cbor();
            cbor.write(value);
            return cbor.out.toByteArray();
        }

        private void write(Object value) {
            if (value instanceof String text) {
                head(3, text.length());
                out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            } else if (value instanceof Object[] list) {
                head(4, list.length);
                for (var each : list) {
                    write(each);
                }
            } else if (value instanceof Map<?, ?> map) {
                head(5, map.size());
                map.forEach((name, each) -> {
                    write(name);
                    write(each);
                });
            } else {
                throw new UncheckedIOException(new IOException("no CBOR for " + value));
            }
        }

        private void head(int major, int size) {
            if (size < 24) {
                out.write(major << 5 | size);
            } else {
                out.writeBytes(new byte[] {(byte) (major << 5 | 25), (byte) (size >> 8), (byte) size});
            }
        }
    }
}
