package delivery.localkinesis.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the streams there are, by name.
 *
 * @param nextToken where the list goes on, or null at its end
 */
public record StreamPage(
        List<StreamSummary> streams, @Nullable String nextToken) {
    public boolean hasMoreStreams() {
        return nextToken != null;
    }
}
