/** From the name and the body of an operation, in JSON or CBOR, to the engine and back to a body. Knows no connection. */
package delivery.localkinesis.operations;
