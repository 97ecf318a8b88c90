package delivery.localkinesis;

import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineClock;
import delivery.localkinesis.engine.EngineOptions;
import delivery.localkinesis.fault.Fault;
import delivery.localkinesis.fault.Faults;
import delivery.localkinesis.http.FrontOptions;
import delivery.localkinesis.http.HttpFront;
import delivery.localkinesis.http.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A Kinesis of one's own: point an AWS SDK or the AWS CLI at {@link #endpoint()}. Started by {@link #start()} or the
 * {@link #builder()}; everything is gone when it is closed.
 */
public final class LocalKinesis implements AutoCloseable {
    private final Engine engine;
    private final Faults faults;
    private final HttpFront front;
    private final String host;
    private final ClientSettings clientSettings;

    private LocalKinesis(
            Engine engine, Faults faults, HttpFront front, String host, String region, String[] credentials) {
        this.engine = engine;
        this.faults = faults;
        this.front = front;
        this.host = host;
        clientSettings = new ClientSettings(endpoint(), region, credentials[0], credentials[1]);
    }

    /** On any free port of 127.0.0.1, quotas enforced, no streams. */
    public static LocalKinesis start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    public URI endpoint() {
        return endpoint("http", front.address());
    }

    /** What a client has to be told so that it comes here; unless signatures are verified other credentials will do as well. */
    public ClientSettings clientSettings() {
        return clientSettings;
    }

    /** Where TLS is spoken, if it is. */
    public Optional<URI> tlsEndpoint() {
        return Optional.ofNullable(front.tlsAddress()).map(address -> endpoint("https", address));
    }

    /** What a client may be told to trust; made at start, gone at the end. */
    public Optional<X509Certificate> certificate() {
        return Optional.ofNullable(front.certificate());
    }

    public int port() {
        return front.address().getPort();
    }

    /** The same streams without HTTP. */
    public Engine engine() {
        return engine;
    }

    /** What goes wrong on demand, from the next call on. */
    public Faults faults() {
        return faults;
    }

    @Override
    public void close() {
        front.close();
    }

    private URI endpoint(String scheme, InetSocketAddress address) {
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    /** What may differ from the default. */
    public static final class Builder {
        private final Map<String, Integer> streams = new LinkedHashMap<>();
        private final List<Fault> faults = new ArrayList<>();
        private EngineOptions options = EngineOptions.DEFAULT;
        private Supplier<EngineClock> clock = () -> EngineClock.of(InstantSource.system());
        private long seed = System.nanoTime();
        private final FrontOptions front = new FrontOptions();
        private String[] credentials = {"test", "test"};

        private Builder() {}

        /** 0, the default, for any free one. */
        public Builder port(int number) {
            front.port = number;
            return this;
        }

        public Builder bind(String address) {
            front.bind = address;
            return this;
        }

        /** TLS on any free port besides the clear text: {@link LocalKinesis#tlsEndpoint()}. */
        public Builder tls() {
            return tlsPort(0);
        }

        /** As {@link #tls()}, on that port; 0 for any free one. */
        public Builder tlsPort(int number) {
            front.tlsPort = number;
            return this;
        }

        /** How long a SubscribeToShard is answered: five minutes on AWS. */
        public Builder subscriptionLife(Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("a subscription cannot live for " + duration);
            }
            front.subscriptionLife = duration;
            return this;
        }

        /** How many clients may be connected at a time; then the one that has been silent longest makes room. */
        public Builder maxConnections(int most) {
            if (most < 1) {
                throw new IllegalArgumentException(most + " connections are none");
            }
            front.connections = most;
            return this;
        }

        Builder patience(Patience shown) {
            front.patience = shown;
            return this;
        }

        /**
         * A name by which clients may come, besides localhost and the address it is bound to.
         *
         * @throws IllegalArgumentException in one line, if it is not a name or an address alone
         */
        public Builder allowedHost(String name) {
            front.allowHost(name);
            return this;
        }

        /**
         * Web pages of that origin may use this server by a browser's SDK, such as {@code https://app.example.com};
         * {@code *} for all. Those of this machine may anyway.
         *
         * @throws IllegalArgumentException in one line, if it is not an origin
         */
        public Builder allowedOrigin(String url) {
            front.allowOrigin(url);
            return this;
        }

        /** Requests are answered whether they are signed or not; unless this is called they have to be, with any key. */
        public Builder noSignatures() {
            front.ignoreSignatures();
            return this;
        }

        /**
         * Requests are answered only if they are signed with this key, and rightly, by the server's time of day.
         *
         * @param keyAndSecret {@code KEY:SECRET}
         * @throws IllegalArgumentException in one line, if it is not that
         */
        public Builder verifySignatures(String keyAndSecret) {
            front.verifySignatures(keyAndSecret);
            credentials = keyAndSecret.split(":", 2);
            return this;
        }

        /**
         * Told, on a thread of the server, of an {@link Error} that handling a request met. The request is answered with
         * 500 all the same; without this it is logged, and the program goes on.
         */
        public Builder onError(Consumer<Throwable> told) {
            front.onError = told;
            return this;
        }

        /** Without them every put and read is accepted. */
        public Builder limits(boolean enforced) {
            options = options.withLimits(enforced);
            return this;
        }

        /** Instead of the system's; what it goes forward has elapsed. */
        public Builder clock(InstantSource source) {
            clock = () -> EngineClock.of(source);
            return this;
        }

        /**
         * @param timeOfDay what records are stamped with; it may be set, also back
         * @param elapsed what quotas, ages and states go by; it never goes back
         */
        public Builder clock(InstantSource timeOfDay, Supplier<Duration> elapsed) {
            clock = () -> new EngineClock(timeOfDay, elapsed);
            return this;
        }

        /** Makes what is random the same each time; sequence numbers also depend on the clock. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** A stream that is there, and ACTIVE, from the start. */
        public Builder stream(String name, int shards) {
            streams.put(name, shards);
            return this;
        }

        /**
         * Something that is to go wrong, such as {@code put:throttle=0.05}: see {@link Fault#GRAMMAR}.
         *
         * @throws IllegalArgumentException in one line, if it is not of the grammar
         */
        public Builder fault(String fault) {
            faults.add(Fault.parse(fault));
            return this;
        }

        /** How long a stream is CREATING, UPDATING or DELETING. */
        public Builder transition(Duration duration) {
            options = options.withTransition(duration);
            return this;
        }

        public Builder region(String name) {
            options = options.withRegion(name);
            return this;
        }

        /** Memory for records over all streams. */
        public Builder retainBytes(long bytes) {
            options = options.withRetainBytes(bytes);
            return this;
        }

        /**
         * @throws UncheckedIOException if a port cannot be had
         * @throws delivery.localkinesis.api.KinesisError if a stream's name or number of shards is not allowed
         */
        public LocalKinesis start() {
            var time = clock.get();
            var engine = new Engine(time, new Random(seed), options);
            streams.forEach(engine::createActiveStream);
            var inForce = new Faults(time, seed);
            inForce.set(faults);
            try {
                return new LocalKinesis(
                        engine,
                        inForce,
                        new HttpFront(engine, inForce, front),
                        front.bind,
                        options.region(),
                        credentials);
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
    }
}
