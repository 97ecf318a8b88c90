package delivery.localkinesis.operations;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.engine.BatchOutcome;
import delivery.localkinesis.shard.SequenceNumbers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Writes the answer to a PutRecords as bytes: all that is in it is ASCII that needs no escape. */
final class PutAnswer {
    private static final int USUAL_BYTES = 160; // a record's

    private static final String CODE = KinesisError.Type.ProvisionedThroughputExceededException.name();

    private byte[] bytes;
    private int used;

    private PutAnswer(int records) {
        this.bytes = new byte[(records + 1) * USUAL_BYTES];
    }

    static void write(BatchOutcome outcome, Wire wire, OutputStream to) throws IOException {
        var answer = new PutAnswer(outcome.batch().size());
        if (wire == Wire.CBOR) {
            answer.cbor(outcome);
        } else {
            answer.json(outcome);
        }
        to.write(answer.bytes, 0, answer.used);
    }

    private void json(BatchOutcome outcome) {
        var batch = outcome.batch();
        ascii("{\"FailedRecordCount\":");
        ascii(Integer.toString(outcome.failed()));
        ascii(",\"Records\":[");
        for (int i = 0; i < batch.size(); i++) {
            if (i > 0) {
                ascii(",");
            }
            if (batch.isStored(i)) {
                ascii("{\"ShardId\":\"");
                ascii(batch.shard(i).id);
                ascii("\",\"SequenceNumber\":\"");
                number(outcome, i);
            } else {
                ascii("{\"ErrorCode\":\"");
                ascii(CODE);
                ascii("\",\"ErrorMessage\":\"");
                ascii(outcome.error(i));
            }
            ascii("\"}");
        }
        ascii(outcome.encrypted() ? "],\"EncryptionType\":\"KMS\"}" : "]}");
    }

    private void cbor(BatchOutcome outcome) {
        var batch = outcome.batch();
        head(5, outcome.encrypted() ? 3 : 2);
        text("FailedRecordCount");
        head(0, outcome.failed());
        text("Records");
        head(4, batch.size());
        for (int i = 0; i < batch.size(); i++) {
            head(5, 2);
            if (batch.isStored(i)) {
                text("ShardId");
                text(batch.shard(i).id);
                text("SequenceNumber");
                head(3, SequenceNumbers.LENGTH);
                number(outcome, i);
            } else {
                text("ErrorCode");
                text(CODE);
                text("ErrorMessage");
                text(outcome.error(i));
            }
        }
        if (outcome.encrypted()) {
            text("EncryptionType");
            text("KMS");
        }
    }

    private void text(String text) {
        head(3, text.length());
        ascii(text);
    }

    /** The first bytes of an item of CBOR. */
    private void head(int major, int size) {
        room(3);
        if (size < 24) {
            bytes[used++] = (byte) (major << 5 | size);
        } else if (size < 256) {
            bytes[used++] = (byte) (major << 5 | 24);
            bytes[used++] = (byte) size;
        } else {
            bytes[used++] = (byte) (major << 5 | 25);
            bytes[used++] = (byte) (size >> 8);
            bytes[used++] = (byte) size;
        }
    }

    private void number(BatchOutcome outcome, int i) {
        room(SequenceNumbers.LENGTH);
        outcome.batch().sequenceNumber(i, bytes, used);
        used += SequenceNumbers.LENGTH;
    }

    private void ascii(String text) {
        var length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            bytes[used + i] = (byte) text.charAt(i);
        }
        used += length;
    }

    private void room(int more) {
        if (used + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (used + more));
        }
    }
}
