package io.headgate.property;

/**
 * Where a failure comes from: what was thrown and the line that threw it. Two failures of one origin are taken for one
 * defect, and shrinking keeps to it.
 *
 * @param exception the class of what was thrown
 * @param location {@code File.java:line} of the first frame that is neither the JDK's nor of an assertion library
 */
public record Origin(String exception, String location) {
    // Whose frames say how a failure was noticed, not where.
    private static final String[] NOT_THE_USERS = {
        "java.", "javax.", "jdk.", "sun.", "org.junit.", "org.assertj.", "org.opentest4j.", "org.hamcrest."
    };

    static Origin of(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (isTheUsers(frame.getClassName())) {
                return new Origin(thrown.getClass().getName(), frame.getFileName() + ":" + frame.getLineNumber());
            }
        }
        return new Origin(thrown.getClass().getName(), "unknown");
    }

    private static boolean isTheUsers(String className) {
        for (String prefix : NOT_THE_USERS) {
            if (className.startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return exception + " at " + location;
    }
}
