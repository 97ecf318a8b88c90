/** Who is answered: by the name that he asks for us by, over TLS, with the token. */
package delivery.ranking.web.gate;
