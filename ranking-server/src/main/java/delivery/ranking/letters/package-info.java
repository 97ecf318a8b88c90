/** The records that did not count, kept in a file. */
package delivery.ranking.letters;
