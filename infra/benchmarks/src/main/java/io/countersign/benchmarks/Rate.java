package io.countersign.benchmarks;

/**
 * One measurement.
 *
 * @param perSecond operations per second of all threads together
 * @param cpuMicros process CPU time per operation, microseconds
 */
record Rate(double perSecond, double cpuMicros) {
    /** How many cores the process really got. */
    double cores() {
        return perSecond * cpuMicros / 1e6;
    }

    static Rate mean(Rate first, Rate second) {
        return new Rate((first.perSecond + second.perSecond) / 2, (first.cpuMicros + second.cpuMicros) / 2);
    }
}
