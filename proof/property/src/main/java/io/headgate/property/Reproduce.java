package io.headgate.property;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Test cases that a {@link HegelTest} runs first, as reports print them. They are replayed by their choices, so they
 * mean something else once the property draws other things; a case to keep for good is better written as a test of its
 * own, with the values of the report.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Reproduce {
    /** The texts. */
    String[] value();
}
