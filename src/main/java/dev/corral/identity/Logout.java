package dev.corral.identity;

import dev.corral.door.Errors;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** {@code POST /logout}: ends the session at once and leads to the login page's good-bye. */
public final class Logout extends HttpServlet {

    private static final String GOOD_BYE = "/login?signedout";

    @Override
    protected void service(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws ServletException, IOException {
        if (!clientRequest.getMethod().equals("POST")) {
            clientResponse.setHeader("Allow", "POST");
            Errors.send(
                    clientRequest,
                    clientResponse,
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                    "Sign out with the button of the page.");
            return;
        }
        Identity identity = Identity.of(getServletContext());
        String objection =
                identity == null ? null : identity.crossSite().objectionToForm(clientRequest);
        if (objection != null) {
            Errors.send(clientRequest, clientResponse, HttpServletResponse.SC_FORBIDDEN, objection);
            return;
        }
        end(clientRequest);
        // Pictures of chats are kept by the browser, and the next one at it may be somebody else.
        // Not "storage": it has what a person chose for this browser.
        clientResponse.setHeader("Clear-Site-Data", "\"cache\"");
        clientResponse.setStatus(HttpServletResponse.SC_SEE_OTHER);
        clientResponse.setHeader("Location", clientRequest.getContextPath() + GOOD_BYE);
    }

    private static void end(HttpServletRequest clientRequest) throws ServletException {
        clientRequest.logout();
        HttpSession session = clientRequest.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }
}
