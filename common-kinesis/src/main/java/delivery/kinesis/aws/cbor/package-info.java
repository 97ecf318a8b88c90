/** What the service is asked and answers in its CBOR, as bytes: no connection, nothing of the SDK. */
package delivery.kinesis.aws.cbor;
