package delivery.ranking.web.gate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Where TLS is spoken, tells who comes without it. */
public final class TlsGate extends HttpFilter {
    private static final long serialVersionUID = 1;
    /** "Upgrade Required", RFC 9110, 15.5.22. */
    static final int STATUS = 426;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.isSecure()) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(STATUS);
        response.setHeader("Upgrade", "TLS/1.2");
        response.setHeader("Connection", "close");
        response.setContentType("text/plain");
        response.getWriter().println("this port speaks TLS: ask for https://");
    }
}
