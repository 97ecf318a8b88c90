/** The stream by way of the AWS SDK: where it is, how to get there, and what went wrong on the way. */
package delivery.kinesis.aws;
