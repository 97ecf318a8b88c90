/** What it costs to read events: by the suite, by the SDK, by the KCL. */
package delivery.bench.read;
