/**
 * What is there to try the suite, break it and judge it: the real jars as processes of their own.
 *
 * <pre>
 * Main -> demo, chaos, experiments -> launcher (processes, and what they say of themselves)
 *               chaos, experiments -> judge    (what was lost or counted twice) -> launcher
 * </pre>
 */
package delivery.lab;
