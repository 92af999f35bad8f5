package dev.corral.it;

import java.io.File;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.event.container.AfterStart;
import org.jboss.arquillian.container.spi.event.container.BeforeStop;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Arquillian's part of {@link CorralServer}: puts the WAR that the build made into the server, as
 * it is, when the server has started, and takes it out before it stops.
 */
public final class DeployOnce implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Deployer.class);
    }

    /** Found by Arquillian; one for each run. */
    public static final class Deployer {
        private WebArchive war;

        void deploy(@Observes AfterStart event) throws DeploymentException {
            war =
                    ShrinkWrap.create(ZipImporter.class, "corral.war")
                            .importFrom(
                                    new File(
                                            System.getProperty(CorralServer.TARGET, "target"),
                                            "corral.war"))
                            .as(WebArchive.class);
            event.getDeployableContainer().deploy(war);
        }

        void undeploy(@Observes BeforeStop event) throws DeploymentException {
            if (war != null) {
                event.getDeployableContainer().undeploy(war);
            }
        }
    }
}
