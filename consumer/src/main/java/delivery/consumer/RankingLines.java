package delivery.consumer;

import delivery.app.StopSignal;
import delivery.app.tls.ServerTrust;
import delivery.relay.RankingLine;
import delivery.relay.ServerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connections of this process, one to each ranking server; made when the first of its shards asks for one. */
record RankingLines(List<RankingLine> all) implements AutoCloseable {
    /** @param trust for TLS; null without */
    static RankingLines to(List<ServerAddress> servers, @Nullable ServerTrust trust, StopSignal stop) {
        return new RankingLines(servers.stream()
                .map(server -> new RankingLine(server, trust, stop))
                .toList());
    }

    /** Once no session is used any more. */
    @Override
    public void close() {
        all.forEach(RankingLine::close);
    }
}
