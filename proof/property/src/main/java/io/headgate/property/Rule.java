package io.headgate.property;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a {@linkplain StateMachine state machine} that does one thing to what is tested, and checks what comes of
 * it. It takes a {@link TestCase} to draw from, or nothing. A rule that finds out that it cannot be used now gives up by
 * {@link TestCase#assume}, before it has changed anything; {@link Precondition} says so beforehand.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rule {}
