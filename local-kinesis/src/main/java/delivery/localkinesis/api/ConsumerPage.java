package delivery.localkinesis.api;

import java.util.List;

/**
 * One page of a stream's consumers, by name.
 *
 * @param nextToken asks for the next page; null on the last
 */
public record ConsumerPage(List<ConsumerDescription> consumers, String nextToken) {}
