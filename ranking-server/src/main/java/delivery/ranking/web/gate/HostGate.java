package delivery.ranking.web.gate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets in only who asks for us by a name of ours. A foreign page can make its own host name point at 127.0.0.1 (DNS
 * rebinding) and then read all that is served there; but the browser tells us the name.
 */
public final class HostGate extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self'%s; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // transient: filters are serializable by inheritance, this one is never serialized
    private final transient Set<String> names;
    /** An address is no name that somebody could point elsewhere; bound to all, it is how people find us. */
    private final boolean addressesToo;
    /** What a browser knows of our token it says under our own name alone: another one leads nobody in. */
    private final boolean anyName;

    private final String contentPolicy;

    /**
     * @param anyName whether a token is asked for
     * @param others whom our page may ask beside us: who started us, and other servers whether they are there
     */
    public HostGate(InetAddress bind, boolean anyName, List<String> others) {
        this.anyName = anyName;
        contentPolicy = String.format(
                Locale.ROOT,
                CONTENT_POLICY,
                others.stream().map(other -> " " + other).collect(Collectors.joining()));
        names = Set.copyOf(List.of("localhost", "127.0.0.1", "[::1]", literal(bind)));
        addressesToo = bind.isAnyLocalAddress();
    }

    /** As it is written in a URL. */
    public static String literal(InetAddress address) {
        var text = address.getHostAddress();
        return text.contains(":") ? "[" + text.replaceAll("%.*", "") + "]" : text;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Content-Security-Policy", contentPolicy);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        // Whether we are there the page of a replica may know: that much is told to everyone.
        response.setHeader(
                "Cross-Origin-Resource-Policy",
                request.getRequestURI().equals("/healthz") ? "cross-origin" : "same-origin");
        response.setHeader("Cache-Control", "no-store");
        var host = request.getHeader("Host");
        if (!isOurs(hostOf(host))) {
            refuse(response, 421, "not a name of this server: ask for http://127.0.0.1 or http://localhost");
        } else if (request.getHeader("Origin") != null && !isSame(request.getHeader("Origin"), host)) {
            refuse(response, 403, "other sites may not ask this server");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void refuse(HttpServletResponse response, int status, String why) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain");
        response.getWriter().println(why);
    }

    private boolean isOurs(String host) {
        return anyName || names.contains(host) || addressesToo && host.matches("[0-9.]{7,15}|\\[[0-9a-f:.]+]");
    }

    private static String hostOf(String header) {
        return header == null ? "" : header.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT);
    }

    /** Our page has the very name and port that it is asked by; a page of another port is another's. */
    private static boolean isSame(String origin, String host) {
        var name = host.toLowerCase(Locale.ROOT);
        return switch (origin.toLowerCase(Locale.ROOT).replaceFirst("://.*", "")) {
            case "http" -> isSame(origin, "http://", name, ":80");
            // Behind a proxy that speaks TLS.
            case "https" -> isSame(origin, "https://", name, ":443");
            default -> false;
        };
    }

    private static boolean isSame(String origin, String scheme, String host, String port) {
        var asked = host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
        return origin.toLowerCase(Locale.ROOT).equals(scheme + asked);
    }
}
