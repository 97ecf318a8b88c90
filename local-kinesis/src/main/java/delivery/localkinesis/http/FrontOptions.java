package delivery.localkinesis.http;

import delivery.localkinesis.quota.Limits;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where and how a front listens.
 *
 * @param port 0 for any free one
 * @param tlsPort the same with TLS; {@link #NO_TLS} for none
 * @param subscriptionLife how long a SubscribeToShard is answered
 * @param connections how many there may be at a time
 * @param patience how long clients are waited for
 * @param hosts names this server has besides its own, as {@link Doors#host} gives them
 * @param origins of web pages that may ask, as {@link Doors#origin} gives them
 * @param onError told of an Error that a connection met, which has been answered if it could be
 */
public record FrontOptions(
        String bind,
        int port,
        int tlsPort,
        Duration subscriptionLife,
        int connections,
        Patience patience,
        Set<String> hosts,
        Set<String> origins,
        Consumer<Throwable> onError) {
    static final int NO_TLS = -1;
    public static final int CONNECTIONS = 4_096;
    public static final FrontOptions DEFAULT = new FrontOptions(
            "127.0.0.1",
            0,
            NO_TLS,
            Limits.SUBSCRIPTION_LIFE,
            CONNECTIONS,
            Patience.DEFAULT,
            Set.of(),
            Set.of(),
            error -> {});

    public FrontOptions {
        if (subscriptionLife.isNegative() || subscriptionLife.isZero()) {
            throw new IllegalArgumentException("a subscription cannot live for " + subscriptionLife);
        }
    }

    Doors doors() {
        return new Doors(bind, hosts, origins);
    }

    boolean tls() {
        return tlsPort != NO_TLS;
    }

    public FrontOptions withBind(String address) {
        return new FrontOptions(
                address, port, tlsPort, subscriptionLife, connections, patience, hosts, origins, onError);
    }

    public FrontOptions withPort(int number) {
        return new FrontOptions(
                bind, number, tlsPort, subscriptionLife, connections, patience, hosts, origins, onError);
    }

    public FrontOptions withTlsPort(int number) {
        return new FrontOptions(bind, port, number, subscriptionLife, connections, patience, hosts, origins, onError);
    }

    public FrontOptions withSubscriptionLife(Duration life) {
        return new FrontOptions(bind, port, tlsPort, life, connections, patience, hosts, origins, onError);
    }

    public FrontOptions withConnections(int most) {
        return new FrontOptions(bind, port, tlsPort, subscriptionLife, most, patience, hosts, origins, onError);
    }

    public FrontOptions withPatience(Patience shown) {
        return new FrontOptions(bind, port, tlsPort, subscriptionLife, connections, shown, hosts, origins, onError);
    }

    public FrontOptions withHost(String host) {
        return new FrontOptions(
                bind, port, tlsPort, subscriptionLife, connections, patience, with(hosts, host), origins, onError);
    }

    public FrontOptions withOrigin(String origin) {
        return new FrontOptions(
                bind, port, tlsPort, subscriptionLife, connections, patience, hosts, with(origins, origin), onError);
    }

    public FrontOptions withOnError(Consumer<Throwable> told) {
        return new FrontOptions(bind, port, tlsPort, subscriptionLife, connections, patience, hosts, origins, told);
    }

    private static Set<String> with(Set<String> some, String more) {
        var all = new HashSet<>(some);
        all.add(more);
        return Set.copyOf(all);
    }
}
