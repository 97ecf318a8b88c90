package delivery.localkinesis.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a stream's consumers, by name.
 *
 * @param nextToken asks for the next page; null on the last
 */
public record ConsumerPage(
        List<ConsumerDescription> consumers, @Nullable String nextToken) {}
