package delivery.app.program;

import delivery.app.Ports;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The flags that every program takes, and each of its subcommands, beside {@code --help} and {@code --version}. */
public final class AppOptions {
    private static final String MAX_SECONDS = "10";

    @Option(
            names = "--log-format",
            scope = ScopeType.INHERIT,
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How to log to stderr: text or json (default: text).")
    private LogFormat logFormat = LogFormat.text;

    @Option(
            names = "--metrics-port",
            scope = ScopeType.INHERIT,
            paramLabel = "PORT",
            description = "Serve Prometheus metrics on 127.0.0.1:PORT/metrics (0: any free port; default: off).")
    private Integer metricsPort;

    /** How log lines look; constants are spelt as on the command line. */
    enum LogFormat {
        text,
        json
    }

    LogFormat logFormat() {
        return logFormat;
    }

    /** Serves what is registered until closed; null when no port was asked for. */
    @Nullable
    HTTPServer serveMetrics(PrometheusRegistry registry) {
        CounterWithCallback.builder()
                .name("delivery_log_lines_dropped_total")
                .help("Log lines that were not written, since nobody read stderr.")
                .callback(counter -> counter.call(Terminal.dropped()))
                .register(registry);
        if (metricsPort == null) {
            return null;
        }
        Ports.check("--metrics-port", metricsPort);
        limitRequests();
        try {
            var server = HTTPServer.builder()
                    .hostname("127.0.0.1")
                    .port(metricsPort)
                    .registry(registry)
                    .buildAndStart();
            App.log().info("metrics on http://127.0.0.1:{}/metrics", server.getPort());
            return server;
        } catch (IOException e) {
            throw Ports.taken("--metrics-port", metricsPort, e);
        }
    }

    /** The JDK's server waits for a request, and for its answer to be taken, for ever unless told before its first use. */
    private static void limitRequests() {
        System.setProperty("sun.net.httpserver.maxReqTime", MAX_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", MAX_SECONDS);
    }
}
