package delivery.localkinesis;

import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.VirtualClock;
import delivery.localkinesis.fault.Faults;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A Kinesis for a JUnit Jupiter test: as a static {@code @RegisterExtension} field one for the class, as an instance
 * field a new one for each test. Tests may take {@link LocalKinesis}, its {@link Engine}, its {@link Faults}, the
 * {@link VirtualClock} or the endpoint as {@link URI} as parameters.
 */
public final class LocalKinesisExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final LocalKinesis.Builder settings;
    private final VirtualClock clock;
    private final Map<Class<?>, Supplier<?>> parameters = Map.of(
            LocalKinesis.class, this::kinesis,
            Engine.class, this::engine,
            Faults.class, this::faults,
            URI.class, this::endpoint,
            VirtualClock.class, this::clock);
    private LocalKinesis kinesis;
    private boolean ofTheClass;

    private LocalKinesisExtension(LocalKinesis.Builder settings, VirtualClock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The one that runs. */
    public LocalKinesis kinesis() {
        if (kinesis == null) {
            throw new IllegalStateException("local-kinesis runs during tests only: is the field a @RegisterExtension?");
        }
        return kinesis;
    }

    public URI endpoint() {
        return kinesis().endpoint();
    }

    public Engine engine() {
        return kinesis().engine();
    }

    public Faults faults() {
        return kinesis().faults();
    }

    /** @throws IllegalStateException if it was built without {@link Builder#virtualClock()} */
    public VirtualClock clock() {
        if (clock == null) {
            throw new IllegalStateException("there is no virtual clock: say builder().virtualClock()");
        }
        return clock;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        kinesis = settings.start();
        ofTheClass = true;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!ofTheClass) {
            kinesis = settings.start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!ofTheClass) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ofTheClass = false;
        stop();
    }

    private void stop() {
        if (kinesis != null) {
            kinesis.close();
            kinesis = null;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return parameters.containsKey(type) && (type != VirtualClock.class || clock != null);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameters.get(parameter.getParameter().getType()).get();
    }

    /** On any free port, quotas enforced, no streams, streams ACTIVE at once. */
    public static final class Builder {
        private final LocalKinesis.Builder settings = LocalKinesis.builder().transition(Duration.ZERO);
        private VirtualClock clock;

        private Builder() {}

        /** A stream that is there, and ACTIVE, from the start. */
        public Builder stream(String name, int shards) {
            settings.stream(name, shards);
            return this;
        }

        /** Without them every put and read is accepted. */
        public Builder limits(boolean enforced) {
            settings.limits(enforced);
            return this;
        }

        /** Something that is to go wrong from the start, such as {@code put:throttle=0.05}. */
        public Builder fault(String fault) {
            settings.fault(fault);
            return this;
        }

        /** Makes chance, that of faults included, repeatable. */
        public Builder seed(long number) {
            settings.seed(number);
            return this;
        }

        /** Time stands still until {@link VirtualClock#advance} is called. */
        public Builder virtualClock() {
            clock = new VirtualClock();
            settings.clock(clock);
            return this;
        }

        /** Whatever else {@link LocalKinesis.Builder} can. */
        public Builder with(Consumer<LocalKinesis.Builder> more) {
            more.accept(settings);
            return this;
        }

        public LocalKinesisExtension build() {
            return new LocalKinesisExtension(settings, clock);
        }
    }
}
