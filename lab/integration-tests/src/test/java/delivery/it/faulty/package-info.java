/** A consumer that is right, and each of its faults that can be switched on: what a verifier has to find. */
package delivery.it.faulty;
