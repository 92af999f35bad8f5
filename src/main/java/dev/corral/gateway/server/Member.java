package dev.corral.gateway.server;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** A method or field of a server's class, found by name once and then called at full speed. */
final class Member {
    private final MethodHandle handle;

    private Member(MethodHandle member) {
        int parameters = member.type().parameterCount();
        this.handle =
                member.asType(MethodType.genericMethodType(parameters))
                        .asSpreader(1, Object[].class, parameters - 1);
    }

    /** Finds a method of the class or of what it extends, whatever its visibility. */
    static Member method(Class<?> owner, String name, Class<?>... parameters)
            throws ReflectiveOperationException {
        for (Class<?> at = owner; at != null; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && MethodType.methodType(void.class, parameters)
                                .equals(
                                        MethodType.methodType(
                                                void.class, method.getParameterTypes()))) {
                    method.setAccessible(true);
                    return new Member(MethodHandles.lookup().unreflect(method));
                }
            }
        }
        throw new NoSuchMethodException(owner.getName() + "." + name);
    }

    /** Finds a field of the class or of what it extends, whatever its visibility. */
    static Member field(Class<?> owner, String name) throws ReflectiveOperationException {
        for (Class<?> at = owner; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return new Member(MethodHandles.lookup().unreflectGetter(field));
                }
            }
        }
        throw new NoSuchFieldException(owner.getName() + "." + name);
    }

    /**
     * Calls the method on the target, or reads the target's field.
     *
     * @return its value; null for void
     */
    Object of(Object target, Object... arguments) throws IOException {
        try {
            return (Object) handle.invokeExact(target, arguments);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
