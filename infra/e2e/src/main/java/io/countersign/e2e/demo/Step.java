package io.countersign.e2e.demo;

/**
 * One step of the demo: does something a person would do, then checks what came of it.
 *
 * <p>The two halves are apart so that a test can spoil what was made in between and see the check fail. A check changes nothing and
 * may be repeated.
 */
interface Step {
    /** Short name, printed when the step fails. */
    String name();

    /** What is about to happen. */
    String title();

    /** Does it; throws with what was expected and what was seen when it cannot be done. */
    void act(Demo demo) throws Exception;

    /** Checks it; returns the line of the story, whose every number comes from the check. */
    String check(Demo demo) throws Exception;
}
