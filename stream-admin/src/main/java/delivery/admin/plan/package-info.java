/** How many shards a load needs and what they cost. Asks nobody. */
package delivery.admin.plan;
