package delivery.ranking.web.gate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * Lets in only who knows the token: as a bearer's, which is how programs say it, or as the password of any user, which is
 * what a browser asks people for. Whether the server is well is told to everyone.
 */
public final class TokenGate extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Set<String> OPEN = Set.of("/healthz", "/readyz");

    // transient: filters are serializable by inheritance, this one is never serialized
    private final transient byte[] token;

    /** @param token not empty */
    public TokenGate(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (OPEN.contains(request.getRequestURI()) || isKnown(request.getHeader("Authorization"))) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader(
                "WWW-Authenticate", "Basic realm=\"ranking, any user, the token as password\", charset=\"UTF-8\"");
        response.setContentType("text/plain");
        response.getWriter().println("the token of this server's --token-file, as a bearer's or as a password");
    }

    private boolean isKnown(String authorization) {
        var words =
                authorization == null ? new String[0] : authorization.strip().split(" +", 2);
        if (words.length < 2) {
            return false;
        }
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "bearer" -> isToken(words[1].getBytes(StandardCharsets.UTF_8));
            case "basic" -> isToken(passwordOf(words[1]));
            default -> false;
        };
    }

    /** In a time that does not tell how much of it was right. */
    private boolean isToken(byte[] said) {
        return MessageDigest.isEqual(token, said);
    }

    private static byte[] passwordOf(String credentials) {
        try {
            var decoded = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return decoded.substring(decoded.indexOf(':') + 1).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
