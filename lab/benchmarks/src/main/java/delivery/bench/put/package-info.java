/** What it costs to put events: by the suite, by the SDK, by the KPL. */
package delivery.bench.put;
