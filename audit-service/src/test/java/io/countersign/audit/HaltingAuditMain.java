package io.countersign.audit;

import io.countersign.tlog.WriteProbe;
import java.util.Arrays;

/**
 * The real service, except that it dies as by SIGKILL at a chosen moment of a chosen write: first argument
 * {@code MOMENT:part-of-file:count}, the rest as usual.
 */
public final class HaltingAuditMain {
    private HaltingAuditMain() {}

    public static void main(String[] args) {
        String[] point = args[0].split(":", -1);
        WriteProbe.Moment fatal = WriteProbe.Moment.valueOf(point[0]);
        int[] left = {Integer.parseInt(point[2])};
        WriteProbe probe = (moment, file) -> {
            if (moment == fatal && file.contains(point[1]) && --left[0] == 0) {
                Runtime.getRuntime().halt(137);
            }
        };
        System.exit(AuditMain.run(Arrays.copyOfRange(args, 1, args.length), probe));
    }
}
