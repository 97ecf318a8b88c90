/** What people and other programs see: the page, {@code /api}, {@code /metrics}, health. Looks, and changes nothing. */
package delivery.ranking.web;
