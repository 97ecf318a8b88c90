/** Random orders, put on the stream at a steady rate: OrderGenerator makes them, OrderFeed paces them. */
package delivery.orders;
