/** The ranking server's dead letters: shown, and put on the stream again. */
package delivery.admin.letters;
