/** What all benchmarks have in common: contenders that take turns, figures, targets, a page of results. */
package delivery.bench.compare;
