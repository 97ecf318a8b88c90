/** AWS's wire protocol before an engine: ports, connections, and who may ask; HTTP/1.1 and HTTP/2, with TLS or without. */
package delivery.localkinesis.http;
