package delivery.admin.command;

import delivery.kinesis.KinesisStream;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamControl;
import java.util.List;

/**
 * The stream as a command sees it: a question waits until the service has an answer, or the command is told to stop. A
 * change is one call, since one that was not answered may have been made.
 *
 * @param questions the same stream, whose answers nobody waits for once the command is to stop
 * @param calls for what one waits for
 */
public record AdminStream(SdkStream sdk, KinesisStream questions, PatientCalls calls) {
    public String name() {
        return sdk.name();
    }

    /** @throws StreamException if the service refuses to tell */
    public StreamDescription describe() {
        return calls.call(questions::describe);
    }

    /** Closed ones included. */
    public List<Shard> shards() {
        return calls.call(questions::shards);
    }

    public StreamControl control() {
        return sdk.control();
    }
}
