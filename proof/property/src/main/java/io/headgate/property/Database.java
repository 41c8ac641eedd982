package io.headgate.property;

import java.util.List;

/** Keeps the choices of failing test cases from one run to the next, by the property's name. */
interface Database {
    /** A database that forgets. */
    Database NONE = new Database() {
        @Override
        public List<List<Choice>> load(String name) {
            return List.of();
        }

        @Override
        public void save(String name, List<Choice> choices) {}

        @Override
        public void delete(String name, List<Choice> choices) {}
    };

    /** All that is kept under a name, simplest first. What cannot be read is left out. */
    List<List<Choice>> load(String name);

    /** Keeps a test case; one that is there already stays. */
    void save(String name, List<Choice> choices);

    /** Forgets a test case, if it is there. */
    void delete(String name, List<Choice> choices);
}
