/** What goes wrong on demand, before an engine that knows nothing of it. */
package delivery.localkinesis.fault;
