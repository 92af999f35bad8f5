package dev.corral;

import dev.corral.settings.Settings;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Map;

/** Starts and stops {@link Corral} with the web application. */
public final class CorralListener implements ServletContextListener {

    private Corral corral;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        corral =
                new Corral(
                        Settings.of(
                                Map.of(
                                        "corral.ollama.base-urls",
                                        System.getProperty(
                                                "corral.ollama.base-urls",
                                                "http://127.0.0.1:11434"))));
        corral.attachTo(event.getServletContext());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (corral != null) {
            corral.close();
        }
    }
}
