/** The real jars as real processes, end to end. */
package delivery.it;
