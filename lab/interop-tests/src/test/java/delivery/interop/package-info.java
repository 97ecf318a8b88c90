/** AWS's own libraries, KCL and KPL, against local-kinesis. */
package delivery.interop;
