package dev.corral.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.corral.fleet.book.Access;
import dev.corral.fleet.book.BackendBook;
import dev.corral.fleet.book.BackendSpec;
import dev.corral.fleet.book.BackendStore;
import dev.corral.fleet.book.CertificateFacts;
import dev.corral.fleet.book.Entry;
import dev.corral.fleet.book.Options;
import dev.corral.fleet.book.Wish;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.status.Diagnosis;
import dev.corral.status.Report;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;

/** {@code /api/v1/backends}: which Ollama servers there are and how each is reached. */
@Path("v1/backends")
@Produces(MediaType.APPLICATION_JSON)
public final class BackendsResource {

    private final BackendBook book;
    private final Diagnosis diagnosis;

    /** The resource. */
    public BackendsResource(BackendBook book, Diagnosis diagnosis) {
        this.book = book;
        this.diagnosis = diagnosis;
    }

    /**
     * All backends.
     *
     * @param items those of the list, in its order
     * @param unlisted what is kept of URLs that the list has not now
     * @param fixedBy where the list of URLs is fixed, or null when it can be changed here
     * @param fixedAt the same, for other languages
     * @param keyFile where the key is that secrets are encrypted with
     * @param shared whether other nodes use the same database and need the same key file
     */
    public record Answer(
            List<Item> items,
            List<Item> unlisted,
            String fixedBy,
            Sentence fixedAt,
            String keyFile,
            boolean shared) {}

    /**
     * A backend. Of secrets it tells whether there are any.
     *
     * @param named whether somebody gave it its name
     * @param inForce what counts for slots and memory, from here, from outside or from the
     *     settings; null members are learnt
     * @param problem why it gets no requests, or null
     * @param version what a change has to name
     */
    public record Item(
            String id,
            String url,
            String name,
            boolean named,
            int weight,
            boolean draining,
            List<String> tags,
            Integer slots,
            String vram,
            Integer maxLoaded,
            Capacity inForce,
            boolean bearer,
            List<String> headers,
            String ca,
            List<CertificateFacts> authorities,
            String certificate,
            List<CertificateFacts> own,
            boolean key,
            String tlsName,
            String proxy,
            String problem,
            long version) {}

    /** What a backend can carry. */
    public record Capacity(Integer slots, Long vram, Integer maxLoaded) {}

    /** A switch. */
    public record Draining(@JsonProperty(required = true) boolean draining) {}

    /** A change that was made. */
    public record Past(long version, Instant at, String by, String what) {}

    @GET
    @Allowed(Role.ADMIN)
    public Answer list() {
        return new Answer(
                items(true),
                items(false),
                book.fixedBy().orElse(null),
                book.place().orElse(null),
                book.keyFile(),
                book.isShared());
    }

    private List<Item> items(boolean listed) {
        return book.entries().stream()
                .filter(entry -> entry.listed() == listed)
                .map(BackendsResource::item)
                .toList();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Response add(BackendForm form, @Context HttpServletRequest clientRequest) {
        Entry added = book.add(wish(form), by(clientRequest));
        return Response.status(Response.Status.CREATED).entity(item(added)).build();
    }

    @GET
    @Path("{id}")
    @Allowed(Role.ADMIN)
    public Item get(@PathParam("id") String id) {
        return item(find(id));
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Item change(
            @PathParam("id") String id,
            BackendForm form,
            @Context HttpServletRequest clientRequest) {
        Wish wish = wish(form);
        return item(book.change(find(id), wish, version(form.version()), by(clientRequest)));
    }

    @DELETE
    @Path("{id}")
    @Allowed(Role.ADMIN)
    public Response remove(
            @PathParam("id") String id,
            @QueryParam("version") Long version,
            @Context HttpServletRequest clientRequest) {
        book.remove(find(id), version(version), by(clientRequest));
        return Response.noContent().build();
    }

    @POST
    @Path("{id}/drain")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Item drain(
            @PathParam("id") String id,
            Draining wanted,
            @Context HttpServletRequest clientRequest) {
        if (wanted == null) {
            throw ApiProblem.of(400, "The body must be {\"draining\":true} or false.");
        }
        return item(book.drain(find(id), wanted.draining(), by(clientRequest)));
    }

    @GET
    @Path("{id}/history")
    @Allowed(Role.ADMIN)
    public SettingsResource.Items<Past> history(@PathParam("id") String id) {
        return new SettingsResource.Items<>(
                book.history(find(id)).stream().map(BackendsResource::past).toList());
    }

    @POST
    @Path("test")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Report test(BackendForm form) {
        Wish wish = wish(form);
        Access access = book.tryOut(form.id() == null ? null : find(form.id()), wish);
        return diagnosis
                .run(wish.url(), form.model(), access)
                .orElseThrow(
                        () ->
                                ApiProblem.of(
                                        429,
                                        Sentence.of(
                                                "diagnosis.busy",
                                                "Several diagnoses are running. Try again in a moment.")));
    }

    private static Wish wish(BackendForm form) {
        if (form == null) {
            throw ApiProblem.of(400, "The body is missing: {\"url\":\"http://…\",…}.");
        }
        return form.wish();
    }

    private static long version(Long named) {
        if (named == null) {
            throw ApiProblem.of(400, "version is missing: the one that the change was made from.");
        }
        return named;
    }

    private Entry find(String id) {
        return find(book, id);
    }

    /** The backend of that id, or a 404. */
    static Entry find(BackendBook book, String id) {
        return book.find(id)
                .orElseThrow(
                        () ->
                                ApiProblem.of(
                                        404,
                                        Sentence.of(
                                                "backend.none",
                                                "There is no backend with this id.")));
    }

    private static String by(HttpServletRequest clientRequest) {
        return Caller.of(clientRequest).orElseThrow().name();
    }

    private static Past past(BackendStore.Past change) {
        return new Past(change.version(), change.at(), change.by(), change.what());
    }

    private static Item item(Entry entry) {
        Options said = entry.options();
        return new Item(
                entry.id(),
                entry.url().toString(),
                entry.name(),
                said.name() != null,
                said.weight(),
                said.draining(),
                said.tags(),
                said.slots(),
                entry.vram(),
                said.maxLoaded(),
                capacity(entry.spec()),
                said.bearer(),
                said.headers(),
                said.ca(),
                CertificateFacts.of(said.ca()),
                said.certificate(),
                CertificateFacts.of(said.certificate()),
                said.key(),
                said.tlsName(),
                said.proxy(),
                entry.problem(),
                entry.version());
    }

    private static Capacity capacity(BackendSpec spec) {
        return spec == null
                ? new Capacity(null, null, null)
                : new Capacity(
                        spec.slots().orElse(null),
                        spec.vram().orElse(null),
                        spec.maxLoaded().orElse(null));
    }
}
