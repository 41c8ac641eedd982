package io.headgate.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system, through {@code sun.misc.Signal}: the platform has no other way to SIGHUP, nor to a SIGTERM that
 * ends with exit status 0. By reflection, because the compiler's warning about that class cannot be switched off and warnings are
 * errors here.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs {@code action} on a thread of its own whenever the signal arrives, instead of what the JVM does by default.
     *
     * @param name without SIG: {@code TERM}
     * @throws IllegalStateException if this JVM has no signals, or keeps this one for itself
     */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (proxy, method, arguments) -> {
                action.run();
                return null;
            };
            Object runner = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, run);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), runner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signal " + name, e);
        }
    }

    /** Sends this process a signal that {@link #on} has an action for. */
    static void raise(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            signal.getMethod("raise", signal)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signal " + name, e);
        }
    }
}
