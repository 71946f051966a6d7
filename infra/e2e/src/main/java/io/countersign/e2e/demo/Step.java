package io.countersign.e2e.demo;

/** One step of the demo: does something a person would do, checks what came of it, and says so in one line. */
interface Step {
    /** Short name, printed when the step fails. */
    String name();

    /** What is about to happen. */
    String title();

    /**
     * Does it and checks it.
     *
     * @return the line of the story; every number in it comes from a check
     * @throws Exception when anything does not hold, with what was expected and what was seen
     */
    String run(Demo demo) throws Exception;
}
