package delivery.kinesis.aws;

import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Calls of the SDK, which turn every failure of it into one of ours. */
record ExplainedCalls(String streamName, StreamAccess access) {
    <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException | UncheckedIOException e) {
            throw SdkFailure.explain(e, streamName, access);
        } catch (RuntimeException e) {
            throw ConnectionFailure.isOfTheJdk(e) ? SdkFailure.explain(e, streamName, access) : e;
        }
    }

    /** An answer from its bytes: null if they are none, whatever else they are. */
    <T> T readable(@Nullable T answer) {
        if (answer == null) {
            throw SdkFailure.unreadable(access);
        }
        return answer;
    }

    /** What every answer has: a 200 without it comes from something else, and means nothing. */
    <T> T present(boolean isThere, T answer) {
        if (!isThere) {
            throw SdkFailure.foreign(access);
        }
        return answer;
    }
}
