package delivery.ranking.replica;

import delivery.app.AppException;
import delivery.app.Time;
import delivery.app.tls.ServerTrust;
import delivery.ranking.loop.AgentThread;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.loop.Milestones;
import delivery.ranking.replica.PeerStanding.Word;
import delivery.ranking.state.ReplicaFindings;
import delivery.ranking.state.ShardProgress;
import delivery.ranking.state.Snapshot;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other servers of the same stream, with which this one compares itself: nobody leads, and no one changes anything of
 * another. A thread works out what this server's states come to, and one for each other server asks it.
 */
public final class Replicas implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LatestPicture latest;
    private final Milestones milestones;
    private final Time clock;
    private final String version;
    private final String run = Long.toString(System.nanoTime(), 36) + "-"
            + Long.toString(ProcessHandle.current().pid(), 36);
    private final Digests digests;
    private final List<PeerWatch> watches;
    private final List<PeerPort> ports;
    private final List<PeerAddress> peers;
    private final List<AgentThread> threads = new ArrayList<>();

    /**
     * @param token that all of them have; empty for none
     * @param trust for TLS; null for whom this machine trusts
     */
    public Replicas(
            List<PeerAddress> peers,
            String token,
            ServerTrust trust,
            LatestPicture latest,
            Milestones milestones,
            Time clock) {
        this.peers = List.copyOf(peers);
        this.latest = latest;
        this.milestones = milestones;
        this.clock = clock;
        version = Objects.requireNonNullElse(Replicas.class.getPackage().getImplementationVersion(), "unknown");
        digests = new Digests(milestones);
        ports = peers.stream()
                .<PeerPort>map(peer -> new HttpPeer(peer, token, trust))
                .toList();
        watches = new ArrayList<>();
        for (var i = 0; i < peers.size(); i++) {
            watches.add(new PeerWatch(peers.get(i).toString(), ports.get(i), digests, this::own, clock));
        }
    }

    /**
     * Who is there already must be of the same stream and window; of another version it may be, while they are being
     * replaced one after the other.
     *
     * @throws AppException if one is not
     */
    public void check() {
        for (var i = 0; i < watches.size(); i++) {
            DigestJson said;
            try {
                said = ports.get(i).ask();
            } catch (IOException e) {
                continue;
            }
            var fault = watches.get(i).incomparable(said);
            if (fault != null && !said.version().equals(version)) {
                LOG.warn("{}", fault);
            } else if (fault != null) {
                throw AppException.failed(fault);
            }
        }
    }

    public void start() {
        threads.add(new AgentThread("digests", digests, clock, PATIENCE).start());
        for (var watch : watches) {
            threads.add(new AgentThread("replica-" + threads.size(), watch, clock, PATIENCE).start());
        }
    }

    /** Where their pages are. */
    public List<String> urls() {
        return peers.stream().map(PeerAddress::toString).toList();
    }

    public List<PeerStanding> standings() {
        return watches.stream().map(PeerWatch::standing).toList();
    }

    /** For the verdict. Never waits. */
    public ReplicaFindings findings() {
        if (watches.isEmpty()) {
            return ReplicaFindings.NONE;
        }
        milestones.want(clock.elapsed());
        return new ReplicaFindings(
                texts(standing -> standing.word() == Word.DIFFERS),
                texts(standing -> standing.word() == Word.INCOMPARABLE || standing.word() == Word.UNREACHABLE));
    }

    private List<String> texts(Predicate<PeerStanding> which) {
        return standings().stream().filter(which).map(PeerStanding::text).toList();
    }

    /** For {@code /api/digest}; whoever asks will ask again. */
    public Object answer(boolean isBrief) {
        milestones.want(clock.elapsed());
        var own = own();
        var newest = digests.newest();
        return isBrief
                ? own
                : new DigestJson(
                        own.version(),
                        own.run(),
                        own.windowSeconds(),
                        own.stream(),
                        own.digests(),
                        newest == null ? Map.of() : positions(newest),
                        standings());
    }

    private DigestJson own() {
        var picture = latest.get();
        return new DigestJson(
                version,
                run,
                picture.windowSeconds(),
                DigestJson.Stream.of(picture.stream()),
                digests.entries(),
                null,
                null);
    }

    private static Map<String, String> positions(Snapshot snapshot) {
        var positions = new TreeMap<String, String>();
        for (ShardProgress shard : snapshot.shards().shards()) {
            positions.put(shard.id(), shard.position().toString());
        }
        return positions;
    }

    /** None if there are no others. */
    public void tell(PrometheusRegistry registry) {
        if (watches.isEmpty()) {
            return;
        }
        gauge(
                registry,
                "delivery_ranking_replica_differs",
                "1 while a replica has something else at the same positions.",
                standing -> standing.word() == Word.DIFFERS ? 1 : 0);
        gauge(
                registry,
                "delivery_ranking_replica_comparable",
                "0 while a replica cannot be asked, or is of another stream, window or version.",
                standing -> Stream.of(Word.UNREACHABLE, Word.INCOMPARABLE).anyMatch(standing.word()::equals) ? 0 : 1);
        CounterWithCallback.builder()
                .name("delivery_ranking_replica_comparisons_total")
                .help("States of the same positions that were compared with a replica's.")
                .labelNames("peer")
                .callback(counter -> standings().forEach(each -> counter.call(each.comparisons(), each.peer())))
                .register(registry);
    }

    private void gauge(PrometheusRegistry registry, String name, String help, ToDoubleFunction<PeerStanding> figure) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("peer")
                .callback(gauge -> standings().forEach(each -> gauge.call(figure.applyAsDouble(each), each.peer())))
                .register(registry);
    }

    /** Asks nobody any more. */
    @Override
    public void close() {
        threads.forEach(AgentThread::close);
    }
}
