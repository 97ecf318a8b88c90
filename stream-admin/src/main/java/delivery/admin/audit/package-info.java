/** The ranking server's audit, and the sources that one writes off. */
package delivery.admin.audit;
