package io.headgate.server;

import java.io.PrintWriter;

/** Where the demo shows itself. Confined to one thread. */
sealed interface DemoScreen extends AutoCloseable {

    /** A line that stays. */
    void say(String line);

    /** The moment's figures. */
    void show(DemoView view);

    /** What was shown last stays where it is: what is said from now on comes below. */
    void finish();

    @Override
    void close();

    /** A terminal: what is said scrolls away above one table, which is drawn over its predecessor. */
    final class Live implements DemoScreen {
        private static final String NO_WRAP = "\u001b[?7l";
        private static final String WRAP = "\u001b[?7h";

        private final PrintWriter out;
        private String drawn = "";

        Live(PrintWriter out) {
            this.out = out;
            out.print(NO_WRAP);
        }

        @Override
        public void say(String line) {
            String table = drawn;
            erase();
            out.println(line);
            draw(table);
        }

        @Override
        public void show(DemoView view) {
            erase();
            draw(DemoTable.render(view));
        }

        private void draw(String table) {
            out.print(table);
            out.flush();
            drawn = table;
        }

        private void erase() {
            long lines = drawn.lines().count();
            if (lines > 0) {
                // Up to the table's first line, and everything from there away.
                out.print("\u001b[" + lines + "F\u001b[J");
            }
            drawn = "";
        }

        @Override
        public void finish() {
            drawn = "";
        }

        @Override
        public void close() {
            out.print(WRAP);
            out.flush();
        }
    }

    /** A file or a pipe: one line per second. */
    final class Lines implements DemoScreen {
        private final PrintWriter out;
        private long lastSecond;

        Lines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void say(String line) {
            out.println(line);
            out.flush();
        }

        @Override
        public void show(DemoView view) {
            long second = view.elapsed().toSeconds();
            if (second > lastSecond) {
                lastSecond = second;
                out.print(DemoTable.line(view));
                out.flush();
            }
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}
    }
}
