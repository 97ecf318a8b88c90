/** Where the way of one event is told to, step by step. What becomes of that is another module's: {@code delivery.trace.otel}. */
package delivery.trace;
