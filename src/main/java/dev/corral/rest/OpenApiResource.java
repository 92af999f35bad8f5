package dev.corral.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * {@code /api/v1/openapi.json}: the description of this API, kept by hand and held to the resources
 * by a test.
 */
@Path("v1/openapi.json")
public final class OpenApiResource {

    private static final String FILE = "openapi/openapi.json";

    private final byte[] description;

    /** The resource. */
    public OpenApiResource() {
        try (InputStream in = OpenApiResource.class.getClassLoader().getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing in the WAR");
            }
            description = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Allowed({})
    public byte[] description() {
        return description.clone();
    }
}
