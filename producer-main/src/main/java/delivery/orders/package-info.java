/** Random orders, put on the stream at a steady rate or as a city asks for them: OrderDemand says when and where, OrderGenerator makes them, OrderFeed paces them. */
package delivery.orders;
