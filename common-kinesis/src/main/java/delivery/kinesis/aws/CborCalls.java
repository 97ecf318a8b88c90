package delivery.kinesis.aws;

import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.aws.SignedCalls.Answer;
import delivery.kinesis.aws.cbor.RecordAnswers;
import delivery.kinesis.aws.cbor.RequestBodies;
import delivery.kinesis.aws.cbor.ShardPlace;
import delivery.kinesis.aws.cbor.StreamAnswers;
import delivery.kinesis.aws.cbor.StreamAnswers.ShardsPage;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** In CBOR, from our bytes to our values: nothing lies between. */
final class CborCalls implements StreamCalls {
    private final SignedCalls signed;
    private final String stream;
    private final ExplainedCalls calls;

    CborCalls(SignedCalls signed, String stream, ExplainedCalls calls) {
        this.signed = signed;
        this.stream = stream;
        this.calls = calls;
    }

    @Override
    public StreamDescription describe() {
        return soon(
                "DescribeStreamSummary",
                RequestBodies.ofStream(stream),
                answer -> StreamAnswers.description(answer.body(), answer.date()));
    }

    @Override
    public ShardsPage shards(@Nullable String nextToken) {
        var body = nextToken == null ? RequestBodies.ofStream(stream) : RequestBodies.moreShards(nextToken);
        return soon("ListShards", body, answer -> StreamAnswers.shards(answer.body()));
    }

    @Override
    public String iterator(ShardPlace place) {
        return soon(
                "GetShardIterator",
                RequestBodies.iterator(stream, place),
                answer -> StreamAnswers.iterator(answer.body()));
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        var body = RequestBodies.put(stream, entries);
        return calls.call(() -> {
            var answer = signed.call("PutRecords", body, SdkStream.ATTEMPT_TIMEOUT);
            var results = RecordAnswers.puts(answer.body());
            return calls.readable(results != null && results.size() == entries.size() ? results : null);
        });
    }

    @Override
    public RecordPage read(@Nullable String iterator, int limit) {
        var body = RequestBodies.read(iterator, limit);
        return calls.call(() -> {
            var answer = signed.call("GetRecords", body, SdkStream.ATTEMPT_TIMEOUT);
            return calls.readable(RecordAnswers.page(answer.body())).answeredAt(answer.date());
        });
    }

    private <T> T soon(String operation, byte[] body, Function<Answer, @Nullable T> reading) {
        return calls.call(
                () -> calls.readable(reading.apply(signed.call(operation, body, SdkStream.SHORT_ANSWER_TIME))));
    }
}
