/** TLS by the JDK's own means: who a server is, whom a client trusts, and why the two did not come together. */
package delivery.app.tls;
