/** The KCL and its table, and all that knows the AWS SDK. */
package delivery.fleet.kcl;
