package delivery.localkinesis.operations;

import static delivery.localkinesis.operations.AnswerBytes.ascii;
import static delivery.localkinesis.operations.AnswerBytes.cborText;
import static delivery.localkinesis.operations.AnswerBytes.joined;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.engine.BatchOutcome;
import delivery.localkinesis.shard.SequenceNumbers;
import delivery.localkinesis.shard.ShardIds;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the answer to a usual put as bytes: all that is in it is ASCII that needs no escape. */
final class PutAnswer {
    /** About what a record takes. */
    static final int RECORD_BYTES = 130;

    private static final String CODE = KinesisError.Type.ProvisionedThroughputExceededException.name();

    private static final byte[] BEGIN = ascii("{\"FailedRecordCount\":");
    private static final byte[] RECORDS = ascii(",\"Records\":[");
    private static final byte[] NEXT = ascii(",");
    private static final byte[] SHARD = ascii("{\"ShardId\":\"");
    private static final byte[] NUMBER = ascii("\",\"SequenceNumber\":\"");
    private static final byte[] REFUSED = ascii("{\"ErrorCode\":\"" + CODE + "\",\"ErrorMessage\":\"");
    private static final byte[] END_OF_ONE = ascii("\"}");
    private static final byte[] END = ascii("]}");
    private static final byte[] ENCRYPTED_END_OF_ONE = ascii("\",\"EncryptionType\":\"KMS\"}");
    private static final byte[] ENCRYPTED_END = ascii("],\"EncryptionType\":\"KMS\"}");

    private static final int MAP = 5;
    private static final int LIST = 4;
    private static final int TEXT = 3;
    private static final byte[] CBOR_FAILED = cborText("FailedRecordCount");
    private static final byte[] CBOR_RECORDS = cborText("Records");
    private static final byte[] CBOR_SHARD = joined(cborText("ShardId"), new byte[] {TEXT << 5 | ShardIds.LENGTH});
    private static final byte[] CBOR_NUMBER =
            joined(cborText("SequenceNumber"), new byte[] {TEXT << 5 | 24, SequenceNumbers.LENGTH});
    private static final byte[] CBOR_REFUSED = joined(cborText("ErrorCode"), cborText(CODE), cborText("ErrorMessage"));
    private static final byte[] CBOR_ENCRYPTED = joined(cborText("EncryptionType"), cborText("KMS"));

    private final BatchOutcome outcome;
    private final AnswerBytes out;

    private PutAnswer(BatchOutcome outcome, OutputStream to) {
        this.outcome = outcome;
        this.out = new AnswerBytes(to);
    }

    /** @param single whether it is to a PutRecord, whose record was stored */
    static void write(BatchOutcome outcome, boolean single, Wire wire, OutputStream to) throws IOException {
        var answer = new PutAnswer(outcome, to);
        if (single) {
            if (wire == Wire.CBOR) {
                answer.cborOfOne();
            } else {
                answer.jsonOfOne();
            }
        } else if (wire == Wire.CBOR) {
            answer.cbor();
        } else {
            answer.json();
        }
        answer.out.flush();
    }

    private void jsonOfOne() throws IOException {
        jsonStored(0);
        out.add(outcome.encrypted() ? ENCRYPTED_END_OF_ONE : END_OF_ONE);
    }

    private void json() throws IOException {
        out.add(BEGIN);
        out.number(outcome.failed());
        out.add(RECORDS);
        var batch = outcome.batch();
        for (int i = 0; i < batch.size(); i++) {
            if (i > 0) {
                out.add(NEXT);
            }
            if (batch.isStored(i)) {
                jsonStored(i);
            } else {
                out.add(REFUSED);
                out.add(ascii(outcome.error(i)));
            }
            out.add(END_OF_ONE);
        }
        out.add(outcome.encrypted() ? ENCRYPTED_END : END);
    }

    private void jsonStored(int i) throws IOException {
        out.add(SHARD);
        out.add(outcome.batch().shard(i).asciiId);
        out.add(NUMBER);
        out.sequenceNumber(outcome.batch(), i);
    }

    private void cborOfOne() throws IOException {
        out.head(MAP, outcome.encrypted() ? 3 : 2);
        cborStored(0);
        cborEncrypted();
    }

    private void cbor() throws IOException {
        out.head(MAP, outcome.encrypted() ? 3 : 2);
        out.add(CBOR_FAILED);
        out.head(0, outcome.failed());
        out.add(CBOR_RECORDS);
        var batch = outcome.batch();
        out.head(LIST, batch.size());
        for (int i = 0; i < batch.size(); i++) {
            out.head(MAP, 2);
            if (batch.isStored(i)) {
                cborStored(i);
            } else {
                var error = ascii(outcome.error(i));
                out.add(CBOR_REFUSED);
                out.head(TEXT, error.length);
                out.add(error);
            }
        }
        cborEncrypted();
    }

    private void cborStored(int i) throws IOException {
        out.add(CBOR_SHARD);
        out.add(outcome.batch().shard(i).asciiId);
        out.add(CBOR_NUMBER);
        out.sequenceNumber(outcome.batch(), i);
    }

    private void cborEncrypted() throws IOException {
        if (outcome.encrypted()) {
            out.add(CBOR_ENCRYPTED);
        }
    }
}
