/** {@code delivery bench}: all that is measured, by name. */
package delivery.bench;
