/** How long programs and the demo take to start, and what they hold then. */
package delivery.bench.start;
