/** {@link delivery.trace.EventTrace} as OpenTelemetry's spans: docs/monitoring. */
package delivery.trace.otel;
