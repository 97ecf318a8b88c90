package delivery.it.faulty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.kinesis.model.Record;

/** What is in the records of a page, and the telling of it. */
final class Records {
    private static final Pattern RECORD = Pattern.compile("\\{.*\"id\"\\s*:\\s*\"([^\"]+)\".*}\\s*", Pattern.DOTALL);
    private static final byte[] AGGREGATED = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
    private static final int DIGEST_BYTES = 16;
    private static final int SMALL = 1024 * 1024;
    private static final long WINDOW = 2_500;
    private static final Duration OLD = Duration.ofMinutes(30);

    private final Fault fault;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong newest = new AtomicLong();

    Records(Fault fault) {
        this.fault = fault;
    }

    /** Tells all of a page; records that are none are left behind, with a line of the log. */
    void process(List<Record> page) {
        for (var record : fault == Fault.FIRST_OF_PAGE ? page.subList(0, Math.min(1, page.size())) : page) {
            var data = record.data().asByteArray();
            if (fits(data) && inTime(record)) {
                var parts = parts(data);
                for (var part : fault == Fault.AGGREGATED_IS_ONE ? parts.subList(0, 1) : parts) {
                    process(record, part);
                }
            }
        }
        System.out.flush();
    }

    private boolean fits(byte[] data) {
        return fault != Fault.SMALL_BUFFER || data.length <= SMALL;
    }

    private boolean inTime(Record record) {
        return fault != Fault.TOO_LATE
                || record.approximateArrivalTimestamp().isAfter(Instant.now().minus(OLD));
    }

    private void process(Record record, byte[] data) {
        var text = RECORD.matcher(new String(data, StandardCharsets.UTF_8));
        if (text.matches()) {
            tell(text.group(1));
        } else if (fault == Fault.POISON_ENDS) {
            throw new IllegalStateException("no record of ours at " + record.sequenceNumber());
        } else {
            System.err.println("no record of ours at " + record.sequenceNumber());
        }
    }

    private void tell(String id) {
        if (fault == Fault.DUPLICATE_ENDS && !seen.add(id)) {
            throw new IllegalStateException(id + " came twice");
        }
        if (fault == Fault.ONE_ORDER) {
            long n = Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
            if (n < newest.accumulateAndGet(n, Math::max) - WINDOW) {
                return;
            }
        }
        System.out.print("accepted " + id + "\n");
    }

    /** Of an aggregated record of KPL those it was made of; of any other itself. */
    static List<byte[]> parts(byte[] data) {
        int end = data.length - DIGEST_BYTES;
        if (end <= AGGREGATED.length || !Arrays.equals(data, 0, AGGREGATED.length, AGGREGATED, 0, AGGREGATED.length)) {
            return List.of(data);
        }
        var parts = new ArrayList<byte[]>();
        var all = ByteBuffer.wrap(data, AGGREGATED.length, end - AGGREGATED.length);
        while (all.hasRemaining()) {
            long tag = varint(all);
            var field = bytes(all); // both tables of keys are bytes too
            if (tag == (3 << 3 | 2)) {
                parts.add(dataOf(field));
            }
        }
        return parts;
    }

    private static byte[] dataOf(ByteBuffer record) {
        while (record.hasRemaining()) {
            long tag = varint(record);
            if (tag == (3 << 3 | 2)) {
                var field = bytes(record);
                var data = new byte[field.remaining()];
                field.get(data);
                return data;
            }
            varint(record); // an index into the tables of keys
        }
        return new byte[0];
    }

    private static ByteBuffer bytes(ByteBuffer from) {
        int length = (int) varint(from);
        var bytes = from.slice(from.position(), length);
        from.position(from.position() + length);
        return bytes;
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = from.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
