package delivery.ranking;

import delivery.app.AppException;
import delivery.app.Time;
import delivery.app.tls.ServerTrust;
import delivery.ranking.replica.PeerAddress;
import delivery.ranking.replica.Replicas;
import java.util.List;
import picocli.CommandLine.Option;

/** Which other servers rank the same stream. */
final class PeerOptions {
    @Option(
            names = "--peer",
            paramLabel = "URL",
            split = ",",
            converter = PeerAddress.Converter.class,
            description =
                    "Where another server of the same stream has its page, such as http://other:8080; repeatable. What both"
                            + " have come to is compared, and the page goes there when this server is gone.")
    private List<PeerAddress> peers = List.of();

    @Option(
            names = "--server-ca",
            paramLabel = "FILE|system",
            description =
                    "Ask peers of https whose certificate one in this PEM file vouches for; system: one that this machine"
                            + " trusts (default: system).")
    private String serverCa;

    /** @throws AppException if one of them that is there already is no replica of this server */
    Replicas of(RankingServer server, String token) {
        var trust = serverCa == null ? null : ServerTrust.of(serverCa);
        var replicas = new Replicas(
                peers, token, trust, server.latest(), server.ranking().milestones(), Time.system());
        replicas.check();
        server.ranking().compareBy(replicas::findings);
        return replicas;
    }
}
