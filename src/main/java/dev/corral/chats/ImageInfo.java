package dev.corral.chats;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a page knows of an image.
 *
 * @param message whose it is
 * @param size in bytes
 * @param width in pixels, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageInfo(
        String id,
        @JsonIgnore String message,
        String type,
        long size,
        Integer width,
        Integer height) {}
