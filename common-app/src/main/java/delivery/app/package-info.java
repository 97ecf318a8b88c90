/**
 * What every program of the suite shares: time and stop, threads and agents, the arithmetic of waiting, exit codes and
 * failures in words. Nothing here knows Kinesis or deliveries.
 */
package delivery.app;
