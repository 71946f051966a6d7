package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.rest.ProblemException;

/** The work of one command; its exit code, or the error to show. */
interface Call {
    int run() throws CliException, ProblemException;
}
