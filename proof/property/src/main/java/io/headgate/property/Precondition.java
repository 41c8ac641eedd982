package io.headgate.property;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** When a {@link Rule} can be used. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Precondition {
    /** Methods of the same class without parameters, all of which have to return true. They must not change anything. */
    String[] value();
}
