package delivery.trace.otel;

import delivery.app.AppException;
import delivery.app.StopSignal;
import delivery.model.OrderEvent;
import delivery.trace.EventTrace;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A span a step, in the trace that an event's identity gives it. That something is made is the parent of all else that happens
 * to it: its id is known everywhere without being handed on. Which events are kept is said by the SDK's sampler, asked for the
 * trace; one that goes by the trace's id, as the default does, says the same in every program.
 */
final class SpanTrace implements EventTrace {
    /** A program that is being stopped has ten seconds for all of it. */
    private static final long STOP_MILLIS = 500;
    /** One that ends by itself, and may have lived for a moment only, sends what it has. */
    private static final long END_MILLIS = 10_000;

    /** Beneath what the environment says. Of the SDK's other signals there are none: metrics are Prometheus'. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.traces.sampler", "traceidratio",
            "otel.traces.sampler.arg", "0.01",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.propagators", "none");

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final Sampler sampler;
    private final RootIds rootIds;
    private final StopSignal stop;

    private SpanTrace(OpenTelemetrySdk sdk, Sampler sampler, RootIds rootIds, StopSignal stop) {
        this.sdk = sdk;
        this.sampler = sampler;
        this.rootIds = rootIds;
        this.stop = stop;
        tracer = sdk.getTracer("delivery");
    }

    /** @throws AppException if the SDK refuses what the environment says */
    static SpanTrace open(String program, StopSignal stop, Map<String, String> environment) {
        SdkLog.toOurs();
        var sampler = new AtomicReference<Sampler>();
        var rootIds = new RootIds();
        try {
            var sdk = AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> DEFAULTS)
                    .addPropertiesSupplier(() -> Map.of("otel.service.name", program))
                    .addPropertiesCustomizer(config -> properties(environment))
                    .addSamplerCustomizer((each, config) -> {
                        sampler.set(each);
                        return each;
                    })
                    .addTracerProviderCustomizer((provider, config) -> provider.setIdGenerator(rootIds))
                    .build()
                    .getOpenTelemetrySdk();
            return new SpanTrace(sdk, Objects.requireNonNull(sampler.get(), "sampler"), rootIds, stop);
        } catch (RuntimeException e) {
            throw AppException.usage("traces cannot be made as the OTEL_ variables say (" + reason(e)
                    + "): correct them, or set OTEL_SDK_DISABLED=true");
        }
    }

    /** The SDK says of some that they were not expected, and of their cause what was. */
    private static String reason(Throwable e) {
        var cause = e;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        return cause == e || cause instanceof NumberFormatException ? "" + e.getMessage() : "" + cause.getMessage();
    }

    /** By the SDK's own rule: {@code OTEL_TRACES_SAMPLER} is {@code otel.traces.sampler}. */
    private static Map<String, String> properties(Map<String, String> environment) {
        var properties = new HashMap<String, String>();
        environment.forEach((name, value) -> {
            if (name.startsWith("OTEL_") && !value.isBlank()) {
                properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return properties;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public boolean isKept(OrderEvent event) {
        return isKept(EventIds.of(event));
    }

    private boolean isKept(EventIds ids) {
        var decision = sampler.shouldSample(
                Context.root(), ids.trace(), name(Step.MADE), SpanKind.INTERNAL, Attributes.empty(), List.of());
        return decision.getDecision() == SamplingDecision.RECORD_AND_SAMPLE;
    }

    @Override
    public void step(Step step, OrderEvent event, Instant from, Instant to) {
        var ids = EventIds.of(event);
        if (isKept(ids)) {
            rootIds.next(step == Step.MADE ? ids : null);
            tracer.spanBuilder(name(step))
                    .setParent(step == Step.MADE ? Context.root() : under(ids))
                    .setSpanKind(kind(step))
                    .setStartTimestamp(from.toEpochMilli(), TimeUnit.MILLISECONDS)
                    .setAttribute("delivery.event.type", event.type().jsonName())
                    .setAttribute("delivery.event.source", event.source())
                    .setAttribute("delivery.event.number", event.number())
                    .setAttribute("delivery.order.id", event.orderId().toString())
                    .startSpan()
                    // Of another machine's clock, or within the millisecond, it may seem to end before.
                    .end(Math.max(from.toEpochMilli(), to.toEpochMilli()), TimeUnit.MILLISECONDS);
            rootIds.next(null);
        }
    }

    private static Context under(EventIds ids) {
        var root = SpanContext.createFromRemoteParent(
                ids.trace(), ids.root(), TraceFlags.getSampled(), TraceState.getDefault());
        return Context.root().with(Span.wrap(root));
    }

    private static String name(Step step) {
        return step.name().toLowerCase(Locale.ROOT);
    }

    private static SpanKind kind(Step step) {
        return switch (step) {
            case PUT -> SpanKind.PRODUCER;
            case READ -> SpanKind.CONSUMER;
            default -> SpanKind.INTERNAL;
        };
    }

    @Override
    public void close() {
        sdk.getSdkTracerProvider().shutdown().join(stop.isStopped() ? STOP_MILLIS : END_MILLIS, TimeUnit.MILLISECONDS);
    }
}
