/**
 * What may happen to a stream and to who reads it, and whether the reader lost anything meanwhile: {@code Scenarios} say
 * what happens, a {@code Stage} lets it happen, the {@code ScenarioJudge} folds what was put and what was accepted into a {@code
 * ScenarioVerdict}. No threads and no processes: who reads is behind {@code TestedConsumer}.
 */
package delivery.localkinesis.scenario;
