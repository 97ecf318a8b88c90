package delivery.kinesis.aws;

import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.aws.cbor.ShardPlace;
import delivery.kinesis.aws.cbor.StreamAnswers.ShardsPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls that every program makes of one stream, in one of the encodings that the service speaks. Thread-safe. */
interface StreamCalls {
    StreamDescription describe();

    /** @param nextToken of the page before; null for the first */
    ShardsPage shards(@Nullable String nextToken);

    String iterator(ShardPlace place);

    List<PutResult> put(List<PutEntry> entries);

    RecordPage read(@Nullable String iterator, int limit);
}
