/**
 * What the suite claims, tried out: each experiment runs the real jars as processes of their own, does something to
 * them, tells a short story with figures, and says of each claim whether it held.
 *
 * <pre>
 * ExperimentCommand -> Experiment -> Lab   (the suite, and what is asked of it)
 *                                 -> Story (what is printed, and the claims)
 * </pre>
 */
package delivery.lab.experiments;
