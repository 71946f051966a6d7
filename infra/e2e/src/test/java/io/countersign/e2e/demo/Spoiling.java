package io.countersign.e2e.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** One artefact of a step, spoiled and made whole again. */
interface Spoiling {
    /** Takes aside, before the step acts, what it needs later. */
    default void prepare(Demo demo) throws Exception {}

    void spoil(Demo demo) throws Exception;

    void undo(Demo demo) throws Exception;

    /** Where a file of a running demo lies; asked when it is there. */
    interface Place {
        Path in(Demo demo) throws IOException;
    }

    /** What stands in a file instead. */
    interface Change {
        byte[] of(Demo demo, byte[] original) throws IOException;
    }

    /** Another content of one file. */
    static Spoiling file(Place place, Change change) {
        return new Spoiling() {
            private byte[] original;

            @Override
            public void spoil(Demo demo) throws IOException {
                original = Files.readAllBytes(place.in(demo));
                Files.write(place.in(demo), change.of(demo, original.clone()));
            }

            @Override
            public void undo(Demo demo) throws IOException {
                Files.write(place.in(demo), original);
            }
        };
    }

    /** One bit of the middle octet turned over. */
    static Spoiling flippedBit(Place place) {
        return file(place, (demo, octets) -> {
            octets[octets.length / 2] ^= 1;
            return octets;
        });
    }

    /** Another file's content. */
    static Spoiling replaced(Place place, Place by) {
        return file(place, (demo, octets) -> Files.readAllBytes(by.in(demo)));
    }

    /** Rows of the registry, changed by the owner of the database, and changed back. */
    static Spoiling registry(String change, String back) {
        return new Spoiling() {
            @Override
            public void spoil(Demo demo) throws SQLException {
                run(demo, change);
            }

            @Override
            public void undo(Demo demo) throws SQLException {
                run(demo, back);
            }

            private void run(Demo demo, String sql) throws SQLException {
                try (Connection owner = demo.installation().postgres().admin("registry");
                        Statement statement = owner.createStatement()) {
                    int rows = statement.executeUpdate(sql);
                    if (rows == 0) {
                        throw new IllegalStateException("no row to spoil: " + sql);
                    }
                }
            }
        };
    }
}
