package delivery.localkinesis.http;

import delivery.localkinesis.quota.Limits;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where and how a front listens. Whoever makes a front sets them before: it does not look at them again. */
public final class FrontOptions {
    /** How many connections there may be at a time, unless something else is said. */
    public static final int CONNECTIONS = 4_096;

    public String bind = "127.0.0.1";
    /** 0 for any free one. */
    public int port;
    /** The same with TLS; null for none. */
    public @Nullable Integer tlsPort;
    /** How long a SubscribeToShard is answered. */
    public Duration subscriptionLife = Limits.SUBSCRIPTION_LIFE;

    public int connections = CONNECTIONS;
    /** How long clients are waited for. */
    public Patience patience = Patience.DEFAULT;
    /** Told of an Error that a connection met, which has been answered if it could be. */
    public Consumer<Throwable> onError = error -> {};

    /** What is asked of a request before it is answered. */
    Signatures signatures = new Signatures();

    private final Set<String> hosts = new HashSet<>();
    private final Set<String> origins = new HashSet<>();

    /**
     * A name this server has besides its own.
     *
     * @throws IllegalArgumentException in one line, if it is not a name or an address alone
     */
    public void allowHost(String name) {
        hosts.add(AllowedHosts.host(name));
    }

    /** Signatures need not be there. */
    public void ignoreSignatures() {
        signatures = Signatures.NONE;
    }

    /**
     * Signatures have to be right.
     *
     * @param pair {@code KEY:SECRET}, the id of the one access key that may sign and its secret
     * @throws IllegalArgumentException in one line, if it is not that
     */
    public void verifySignatures(String pair) {
        signatures = SigV4.parse(pair);
    }

    /**
     * An origin of web pages that may ask, besides those of this machine; {@code *} for all.
     *
     * @throws IllegalArgumentException in one line, if it is not an origin
     */
    public void allowOrigin(String url) {
        origins.add(AllowedHosts.origin(url));
    }

    AllowedHosts allowedHosts() {
        return new AllowedHosts(bind, hosts, origins);
    }
}
