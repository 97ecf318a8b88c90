package delivery.trace.otel;

import delivery.app.AppException;
import delivery.app.StopSignal;
import delivery.trace.EventTrace;
import java.util.Map;

/**
 * Whether the way of events is traced: by OpenTelemetry's own variables, and not unless one of them asks for it, since its
 * SDK's default is to send to whoever listens on port 4318. Until it is asked for nothing of it is loaded.
 */
public final class Traces {
    private Traces() {}

    /**
     * By this process' variables; to be closed.
     *
     * @param program its name, unless {@code OTEL_SERVICE_NAME} says another
     * @param stop of the program: one that is being stopped does not wait long for what is still to be sent
     * @throws AppException if one of them has a value that is none
     */
    public static EventTrace open(String program, StopSignal stop) {
        return open(program, stop, System.getenv());
    }

    static EventTrace open(String program, StopSignal stop, Map<String, String> environment) {
        return isAskedFor(environment) ? SpanTrace.open(program, stop, environment) : EventTrace.OFF;
    }

    private static boolean isAskedFor(Map<String, String> environment) {
        var exporter = value(environment, "OTEL_TRACES_EXPORTER");
        return !value(environment, "OTEL_SDK_DISABLED").equalsIgnoreCase("true")
                && !exporter.equalsIgnoreCase("none")
                && !(exporter
                                + value(environment, "OTEL_EXPORTER_OTLP_ENDPOINT")
                                + value(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
                        .isEmpty();
    }

    private static String value(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").strip();
    }
}
