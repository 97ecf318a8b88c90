/** Which of many dense numbers have been seen, in little memory, and what the events were that had them. */
package delivery.ranking.identity;
