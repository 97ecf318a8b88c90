package delivery.bench.kinesis;

import delivery.app.Threads;
import delivery.bench.compare.Bench;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * {@code <shards> <milliseconds> [port [keystore password]]}: a Kinesis that keeps nothing: takes every record of a PutRecords after so many
 * milliseconds, and knows a stream of so many shards. So the client is the limit. Prints its port. Speaks the SDK's CBOR,
 * and JSON as {@link Requests} and the KPL have it; with a keystore TLS, which the KPL insists on.
 */
public final class NullEndpoint {
    /** And the head of a text of 24 to 255 characters. */
    private static final byte[] KEY = "ExplicitHashKeyx".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] JSON_KEY = "\"ExplicitHashKey\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JSON_ACTIVE = "{\"StreamStatus\":\"ACTIVE\"}".getBytes(StandardCharsets.US_ASCII);

    private static final int BITS = 128;
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] shards;
    private final byte[] shardsInJson;
    private final byte[][] stored;
    private final byte[][] storedInJson;
    private final long millis;
    private final Map<String, Integer> shardOf = new ConcurrentHashMap<>();

    private NullEndpoint(int shards, long millis) {
        this.shards = Cbor.of(Map.of("Shards", listOf(shards)));
        shardsInJson = jsonOf(shards);
        stored = new byte[shards][];
        storedInJson = new byte[shards][];
        for (var i = 0; i < shards; i++) {
            var number = "4" + "9".repeat(55);
            stored[i] = Cbor.of(Map.of("SequenceNumber", number, "ShardId", shardId(i)));
            storedInJson[i] = ("{\"ShardId\":\"" + shardId(i) + "\",\"SequenceNumber\":\"" + number + "\"}")
                    .getBytes(StandardCharsets.US_ASCII);
        }
        this.millis = millis;
    }

    public static void main(String[] args) throws IOException {
        var endpoint = new NullEndpoint(Integer.parseInt(args[0]), Long.parseLong(args[1]));
        var port = args.length > 2 ? Integer.parseInt(args[2]) : 0;
        var sockets = args.length > 3 ? tls(Path.of(args[3]), args[4]) : ServerSocketFactory.getDefault();
        try (var server = sockets.createServerSocket(port, 100, InetAddress.getLoopbackAddress())) {
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

    private static ServerSocketFactory tls(Path keystore, String password) throws IOException {
        try (var in = Files.newInputStream(keystore)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password.toCharArray());
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getServerSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(keystore + " is no use", e);
        }
    }

    private static byte[] jsonOf(int count) {
        var all = Arrays.stream(listOf(count))
                .map(shard ->
                        shard.toString().replaceAll("([A-Za-z]+)=", "\"$1\":").replaceAll(":([^{,}]+)", ":\"$1\""))
                .toList();
        return ("{\"Shards\":[" + String.join(",", all) + "]}").getBytes(StandardCharsets.US_ASCII);
    }

    private static Object[] listOf(int count) {
        var all = BigInteger.TWO.pow(BITS);
        var shards = new Object[count];
        for (var i = 0; i < count; i++) {
            var from = all.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(count));
            var to = all.multiply(BigInteger.valueOf(i + 1))
                    .divide(BigInteger.valueOf(count))
                    .subtract(BigInteger.ONE);
            shards[i] = new TreeMap<String, Object>(Map.of(
                    "ShardId", shardId(i),
                    "HashKeyRange", Map.of("StartingHashKey", from.toString(), "EndingHashKey", to.toString()),
                    "SequenceNumberRange", Map.of("StartingSequenceNumber", "1")));
        }
        return shards;
    }

    private static String shardId(int shard) {
        return String.format(Locale.ROOT, "shardId-%012d", shard);
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
        var isJson = head.contains("x-amz-json");
        var isList = head.contains("Kinesis_20131202.ListShards");
        byte[] answer;
        if (isPut) {
            answer = isJson ? takenInJson(body) : taken(body);
        } else {
            answer = !isJson ? shards : isList ? shardsInJson : JSON_ACTIVE;
        }
        if (isPut && millis > 0) {
            Bench.pause(millis);
        }
        var text = "HTTP/1.1 200 OK\r\nx-amzn-RequestId: 1\r\nContent-Type: application/x-amz-"
                + (isJson ? "json" : "cbor") + "-1.1\r\nContent-Length: " + answer.length + "\r\n\r\n";
        var whole = new ByteArrayOutputStream(text.length() + answer.length);
        whole.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(answer);
        whole.writeTo(out);
    }

    private byte[] taken(byte[] body) {
        var out = new ByteArrayOutputStream(128 * 1024);
        var records = 0;
        for (var at = 0; at + KEY.length < body.length; at++) {
            if (body[at] == KEY[0] && Arrays.equals(body, at, at + KEY.length, KEY, 0, KEY.length)) {
                at += KEY.length;
                out.writeBytes(stored[shardOf(new String(body, at + 1, body[at], StandardCharsets.US_ASCII))]);
                at += body[at];
                records++;
            }
        }
        var answer = new ByteArrayOutputStream(out.size() + 64);
        answer.write(0xa2);
        answer.writeBytes(Cbor.of("FailedRecordCount"));
        answer.write(0);
        answer.writeBytes(Cbor.of("Records"));
        answer.writeBytes(new byte[] {(byte) 0x99, (byte) (records >> 8), (byte) records});
        answer.writeBytes(out.toByteArray());
        return answer.toByteArray();
    }

    private byte[] takenInJson(byte[] body) {
        var out = new ByteArrayOutputStream(128 * 1024);
        out.writeBytes("{\"FailedRecordCount\":0,\"Records\":[".getBytes(StandardCharsets.US_ASCII));
        var records = 0;
        for (var at = 0; at + JSON_KEY.length < body.length; at++) {
            if (body[at] == JSON_KEY[0]
                    && body[at + 1] == JSON_KEY[1]
                    && Arrays.equals(body, at, at + JSON_KEY.length, JSON_KEY, 0, JSON_KEY.length)) {
                at += JSON_KEY.length;
                // The KPL has a tab between.
                while (body[at++] != '"') {}
                var from = at;
                while (body[at] != '"') {
                    at++;
                }
                if (records++ > 0) {
                    out.write(',');
                }
                out.writeBytes(storedInJson[shardOf(new String(body, from, at - from, StandardCharsets.US_ASCII))]);
            }
        }
        out.write(']');
        out.write('}');
        return out.toByteArray();
    }

    private int shardOf(String hashKey) {
        return shardOf.computeIfAbsent(
                hashKey,
                key -> new BigInteger(key)
                        .multiply(BigInteger.valueOf(stored.length))
                        .shiftRight(BITS)
                        .intValue());
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
