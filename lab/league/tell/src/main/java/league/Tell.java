package league;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What each of these programs does with a record: tells it as processed. */
public final class Tell {
    /** The stream to read. */
    public static final String STREAM = System.getenv("STREAM_NAME");

    /** Where the stream is, and what leases need. */
    public static final String ENDPOINT = System.getenv("AWS_ENDPOINT_URL");

    private static final Pattern RECORD = Pattern.compile("\\{.*\"id\"\\s*:\\s*\"([^\"]+)\".*}\\s*");

    private Tell() {}

    /** What is no record of the verifier's is logged and left behind, as a dead letter would be. */
    public static void accepted(byte[] data) {
        var record = RECORD.matcher(new String(data, StandardCharsets.UTF_8));
        if (record.matches()) {
            // One write a line: several threads tell.
            System.out.print("accepted " + record.group(1) + "\n");
            System.out.flush();
        } else {
            System.err.println("no record of ours: " + data.length + " bytes");
        }
    }

    /** As {@link #accepted(byte[])}; the buffer's position stays. */
    public static void accepted(ByteBuffer data) {
        var bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        accepted(bytes);
    }

    /** Waits for SIGTERM, and has the program closed then. */
    public static void untilStopped(AutoCloseable program) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                program.close();
            } catch (Exception e) {
                e.printStackTrace();
            }
        }));
        Thread.currentThread().join();
    }
}
