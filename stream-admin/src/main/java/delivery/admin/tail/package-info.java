/** What is on the stream, record by record. */
package delivery.admin.tail;
