package io.countersign.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What a command meets outside itself.
 *
 * @param in where a question is answered
 * @param pins where a PIN is typed
 * @param pause how it waits between two looks
 */
public record Terminal(
        PrintWriter out,
        PrintWriter err,
        BufferedReader in,
        PinEntry pins,
        InstantSource clock,
        SecureRandom random,
        Pause pause) {
    /** The same with everything that people read beside the output, which a script reads. */
    public Terminal beside() {
        return new Terminal(err, err, in, pins, clock, random, pause);
    }

    /** Waiting as a collaborator, so that a test decides how time passes. */
    public interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    /** Typing without echo. */
    public interface PinEntry {
        /** What was typed; the caller wipes it. Throws when there is nobody to ask. */
        char[] ask(String prompt) throws CliException;
    }
}
