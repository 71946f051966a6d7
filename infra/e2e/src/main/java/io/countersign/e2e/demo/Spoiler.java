package io.countersign.e2e.demo;

/** Lets a test spoil what a step made, right before the step checks it. The demo itself spoils nothing. */
@FunctionalInterface
interface Spoiler {
    Spoiler NOTHING = (step, demo) -> {};

    /** Called once by each step between its doing and its checking. */
    void spoil(String step, Demo demo) throws Exception;
}
