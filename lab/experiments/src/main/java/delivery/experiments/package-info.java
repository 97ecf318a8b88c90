/**
 * What the suite claims, tried out: each experiment runs the real jars as processes of their own, does something to
 * them, tells a short story with figures, and says of each claim whether it held.
 *
 * <pre>
 * Main -> Experiment -> Lab  (the processes: Child, what they say of themselves: Metrics)
 *                    -> Story (what is printed, and the claims)
 * </pre>
 */
package delivery.experiments;
