/**
 * {@code ./delivery verify}: runs a command as the consumer of numbered records, lets a scenario happen to it, and says what
 * it lost. {@code process}: the command; {@code told}: how it says what it has accepted; {@code report}: what is said of it.
 */
package delivery.lab.verify;
