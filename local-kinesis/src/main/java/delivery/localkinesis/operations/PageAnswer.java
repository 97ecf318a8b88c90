package delivery.localkinesis.operations;

import static delivery.localkinesis.operations.AnswerBytes.ascii;
import static delivery.localkinesis.operations.AnswerBytes.cborText;
import static delivery.localkinesis.operations.AnswerBytes.joined;

import delivery.localkinesis.engine.LogPage;
import delivery.localkinesis.shard.RecordSlice;
import delivery.localkinesis.shard.SequenceNumbers;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.Objects;

/** Writes the answer to a GetRecords as bytes, of a page that is not a shard's end. */
final class PageAnswer {
    /** What a record takes besides its data and its partition key, at most. */
    private static final int RECORD_BYTES = 200;

    private static final byte[] BEGIN = ascii("{\"Records\":[");
    private static final byte[] NEXT = ascii(",");
    private static final byte[] NUMBER = ascii("{\"SequenceNumber\":\"");
    private static final byte[] ARRIVAL = ascii("\",\"ApproximateArrivalTimestamp\":");
    private static final byte[] DATA = ascii(",\"Data\":\"");
    private static final byte[] KEY = ascii("\",\"PartitionKey\":\"");
    private static final byte[] END_OF_ONE = ascii("\"}");
    private static final byte[] ENCRYPTED_END_OF_ONE = ascii("\",\"EncryptionType\":\"KMS\"}");
    private static final byte[] BEHIND = ascii("],\"MillisBehindLatest\":");
    private static final byte[] ITERATOR = ascii(",\"NextShardIterator\":\"");

    private static final int MAP = 5;
    private static final int LIST = 4;
    private static final int TEXT = 3;
    private static final int BLOB = 2;
    private static final byte EPOCH_TAG = (byte) (6 << 5 | 1);
    private static final byte[] CBOR_RECORDS = cborText("Records");
    private static final byte[] CBOR_NUMBER =
            joined(cborText("SequenceNumber"), new byte[] {TEXT << 5 | 24, SequenceNumbers.LENGTH});
    private static final byte[] CBOR_ARRIVAL = joined(cborText("ApproximateArrivalTimestamp"), new byte[] {EPOCH_TAG});
    private static final byte[] CBOR_DATA = cborText("Data");
    private static final byte[] CBOR_KEY = cborText("PartitionKey");
    private static final byte[] CBOR_ENCRYPTED = joined(cborText("EncryptionType"), cborText("KMS"));
    private static final byte[] CBOR_BEHIND = cborText("MillisBehindLatest");
    private static final byte[] CBOR_ITERATOR = cborText("NextShardIterator");

    private final LogPage page;
    private final byte[] iterator;
    private final AnswerBytes out;

    private PageAnswer(LogPage page, OutputStream to) {
        this.page = page;
        this.iterator = ascii(Objects.requireNonNull(page.nextShardIterator()));
        this.out = new AnswerBytes(to);
    }

    /** Whether nothing is in it that would have to be escaped, or comes at a shard's end only. */
    static boolean isUsual(LogPage page, Wire wire) {
        if (page.nextShardIterator() == null || !page.childShards().isEmpty()) {
            return false;
        }
        for (var slice : page.slices()) {
            for (int i = slice.from(); i < slice.to(); i++) {
                if (page.clock().timeOfDay(slice.arrival(i)) < 0 || (wire == Wire.JSON && !isPlainKey(slice, i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isPlainKey(RecordSlice slice, int i) {
        var bytes = slice.bytes();
        for (int at = slice.dataEnd(i); at < slice.keyEnd(i); at++) {
            var c = bytes.get(at);
            if (c < ' ' || c == '"' || c == '\\') { // above ASCII is negative
                return false;
            }
        }
        return true;
    }

    /** How many bytes the answer will have at most. */
    static int bytes(LogPage page, Wire wire) {
        long bytes = 2 * RECORD_BYTES;
        for (var slice : page.slices()) {
            bytes += (long) RECORD_BYTES * (slice.to() - slice.from());
            bytes += wire == Wire.CBOR ? slice.totalBytes() : slice.totalBytes() * 4 / 3;
        }
        return Math.toIntExact(bytes);
    }

    static void write(LogPage page, Wire wire, OutputStream to) throws IOException {
        var answer = new PageAnswer(page, to);
        if (wire == Wire.CBOR) {
            answer.cbor();
        } else {
            answer.json();
        }
        answer.out.flush();
    }

    private void json() throws IOException {
        out.add(BEGIN);
        var isFirst = true;
        for (var slice : page.slices()) {
            for (int i = slice.from(); i < slice.to(); i++) {
                if (!isFirst) {
                    out.add(NEXT);
                }
                isFirst = false;
                json(slice, i);
            }
        }
        out.add(BEHIND);
        out.number(page.millisBehindLatest());
        out.add(ITERATOR);
        out.add(iterator);
        out.add(END_OF_ONE);
    }

    private void json(RecordSlice slice, int i) throws IOException {
        out.add(NUMBER);
        out.sequenceNumber(page.shard().numbers, slice.index(i), slice.arrival(i));
        out.add(ARRIVAL);
        out.add(ascii(
                BigDecimal.valueOf(page.clock().timeOfDay(slice.arrival(i)), 3).toString()));
        out.add(DATA);
        out.base64(slice.bytes(), slice.dataStart(i), slice.dataEnd(i));
        out.add(KEY);
        out.add(slice.bytes(), slice.dataEnd(i), slice.keyEnd(i));
        out.add(slice.isEncrypted(i) ? ENCRYPTED_END_OF_ONE : END_OF_ONE);
    }

    private void cbor() throws IOException {
        out.head(MAP, 3);
        out.add(CBOR_RECORDS);
        out.head(
                LIST,
                page.slices().stream()
                        .mapToInt(slice -> slice.to() - slice.from())
                        .sum());
        for (var slice : page.slices()) {
            for (int i = slice.from(); i < slice.to(); i++) {
                cbor(slice, i);
            }
        }
        out.add(CBOR_BEHIND);
        out.head(0, page.millisBehindLatest());
        out.add(CBOR_ITERATOR);
        out.head(TEXT, iterator.length);
        out.add(iterator);
    }

    private void cbor(RecordSlice slice, int i) throws IOException {
        out.head(MAP, slice.isEncrypted(i) ? 5 : 4);
        out.add(CBOR_NUMBER);
        out.sequenceNumber(page.shard().numbers, slice.index(i), slice.arrival(i));
        out.add(CBOR_ARRIVAL);
        out.head(0, page.clock().timeOfDay(slice.arrival(i)));
        out.add(CBOR_DATA);
        out.head(BLOB, slice.dataEnd(i) - slice.dataStart(i));
        out.add(slice.bytes(), slice.dataStart(i), slice.dataEnd(i));
        out.add(CBOR_KEY);
        out.head(TEXT, slice.keyEnd(i) - slice.dataEnd(i));
        out.add(slice.bytes(), slice.dataEnd(i), slice.keyEnd(i));
        if (slice.isEncrypted(i)) {
            out.add(CBOR_ENCRYPTED);
        }
    }
}
