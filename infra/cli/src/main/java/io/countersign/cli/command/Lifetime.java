package io.countersign.cli.command;

import io.countersign.cli.Span;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line. */
final class Lifetime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return Span.duration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
