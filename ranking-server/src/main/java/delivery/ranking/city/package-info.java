/** What goes on in the streets: open orders, and drivers on their way. */
package delivery.ranking.city;
