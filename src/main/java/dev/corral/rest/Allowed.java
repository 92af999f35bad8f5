package dev.corral.rest;

import dev.corral.identity.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may call a resource method. A method without it is refused to everybody; a test finds such
 * methods.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Allowed {

    /**
     * One of these roles is enough; {@link Role#USER} includes administrators. Without any: every
     * caller who proved who it is.
     */
    Role[] value();
}
