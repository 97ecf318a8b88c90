package delivery.localkinesis.api;

import java.util.List;

/** One page of the streams there are, by name. */
public record StreamPage(List<StreamSummary> streams, boolean hasMoreStreams) {}
