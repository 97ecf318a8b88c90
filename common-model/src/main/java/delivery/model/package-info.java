/**
 * The delivery business: the map, orders, the three things that happen to an order, and their JSON on the stream.
 *
 * <pre>
 * OrderCreated --(a driver takes it)--> OrderAssigned --(delivered)--> OrderCompleted
 * SourceProgress: "I, source S, have had events 1..n acknowledged", so that a reader can tell what is missing.
 * </pre>
 */
package delivery.model;
