/**
 * What every program of the suite shares: how it starts and stops, its exit codes, its logs and metrics, and the
 * arithmetic of waiting. Nothing here knows Kinesis or deliveries.
 */
package delivery.app;
