/**
 * Kinesis without HTTP: {@link delivery.localkinesis.engine.Engine} has its operations. Time comes from outside, and
 * there is no thread.
 */
package delivery.localkinesis.engine;
