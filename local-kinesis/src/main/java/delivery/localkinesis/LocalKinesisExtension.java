package delivery.localkinesis;

import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.VirtualClock;
import delivery.localkinesis.fault.Faults;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A Kinesis for a JUnit Jupiter test: by {@link LocalKinesisTest}, or as a static {@code @RegisterExtension} field, one for
 * the class and those nested in it; as an instance field a new one for each test. Tests may take {@link LocalKinesis}, its
 * {@link Engine}, its {@link Faults}, its {@link ClientSettings}, the {@link VirtualClock} or the endpoint as {@link URI} as
 * parameters.
 */
public final class LocalKinesisExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final Map<Class<?>, Supplier<?>> parameters = Map.of(
            LocalKinesis.class, this::kinesis,
            Engine.class, this::engine,
            Faults.class, this::faults,
            ClientSettings.class, () -> kinesis().clientSettings(),
            URI.class, this::endpoint,
            VirtualClock.class, this::clock);
    /** Null until the first test, if an annotation says it. */
    private @Nullable Builder builder;

    private @Nullable LocalKinesis kinesis;
    /** The class and those around it that it has been started for. */
    private int classes;

    private final Map<String, String> propertiesBefore = new HashMap<>();

    /** For {@code @ExtendWith}: as the class's {@link LocalKinesisTest} says, else as {@link #builder()} does. */
    public LocalKinesisExtension() {}

    private LocalKinesisExtension(Builder builder) {
        this.builder = builder;
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

    /** @throws IllegalStateException if it was made without one */
    public VirtualClock clock() {
        var clock = builder == null ? null : builder.clock;
        if (clock == null) {
            throw new IllegalStateException("there is no virtual clock: say builder().virtualClock(), or"
                    + " @LocalKinesisTest(virtualClock = true)");
        }
        return clock;
    }

    private boolean hasClock() {
        return builder != null && builder.clock != null;
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        if (classes++ == 0) {
            start(context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (classes == 0) {
            start(context);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (classes == 0) {
            stop();
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            stop();
        }
    }

    private void start(ExtensionContext context) {
        if (builder == null) {
            builder = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), LocalKinesisTest.class)
                    .map(Builder::of)
                    .orElseGet(Builder::new);
        }
        kinesis = builder.settings.start();
        if (builder.systemProperties) {
            kinesis.clientSettings()
                    .systemProperties()
                    .forEach((name, value) -> propertiesBefore.put(name, System.setProperty(name, value)));
        }
    }

    private void stop() {
        propertiesBefore.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        propertiesBefore.clear();
        if (kinesis != null) {
            kinesis.close();
            kinesis = null;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return parameters.containsKey(type) && (type != VirtualClock.class || hasClock());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Objects.requireNonNull(parameters.get(parameter.getParameter().getType()))
                .get();
    }

    /** On any free port, quotas enforced, no streams, streams ACTIVE at once. */
    public static final class Builder {
        private final LocalKinesis.Builder settings = LocalKinesis.builder().transition(Duration.ZERO);
        private @Nullable VirtualClock clock;
        private boolean systemProperties;

        private Builder() {}

        private static Builder of(LocalKinesisTest test) {
            var builder = new Builder().limits(test.limits());
            for (var text : test.streams()) {
                var stream = NamedStream.parse(text);
                builder.stream(stream.name(), stream.shards());
            }
            List.of(test.faults()).forEach(builder::fault);
            if (test.virtualClock()) {
                builder.virtualClock();
            }
            return test.systemProperties() ? builder.systemProperties() : builder;
        }

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

        /**
         * While it runs, endpoint, region and credentials are system properties: a client of the AWS SDK for Java 2 that was
         * told nothing comes here. The whole JVM has them: not for classes that run at the same time as others.
         */
        public Builder systemProperties() {
            systemProperties = true;
            return this;
        }

        /** Whatever else {@link LocalKinesis.Builder} can. */
        public Builder with(Consumer<LocalKinesis.Builder> more) {
            more.accept(settings);
            return this;
        }

        public LocalKinesisExtension build() {
            return new LocalKinesisExtension(this);
        }
    }
}
