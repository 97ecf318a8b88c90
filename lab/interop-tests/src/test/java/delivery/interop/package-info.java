/** Clients of many kinds, and projects of strangers, against local-kinesis. */
package delivery.interop;
