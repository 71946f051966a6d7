package io.countersign.tlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Removes what no reader needs: files of an append that never committed, and partials that a full file replaced. */
final class Leftovers {
    private final DurableFiles files;
    private final FileTileStore store;

    Leftovers(DurableFiles files, FileTileStore store) {
        this.files = files;
        this.store = store;
    }

    /** Walks the whole log once: about a second per million files, only before the first append after opening. */
    void discard(long committedSize) throws IOException {
        for (String name : store.list().orElseThrow()) {
            TilePath path = TilePath.parse(name).orElse(null);
            if (path == null) {
                continue; // checkpoint, or a foreign file: the verifier's finding, not ours to delete
            }
            boolean uncommitted = path.endLeaf() > committedSize;
            boolean replaced = !path.isFull() && path.full().endLeaf() <= committedSize;
            if (uncommitted || replaced) {
                files.delete(LogWriter.LOG + name);
            }
        }
    }

    /** C2SP tlog-tiles: a partial may go once its full one exists; without this, slow batches fill the disk. */
    void deleteReplaced(Collection<TilePath> written) throws IOException {
        for (TilePath path : written) {
            Path partials = files.root().resolve(LogWriter.LOG + path.path() + ".p");
            if (path.isFull() && Files.isDirectory(partials)) {
                for (Path partial : list(partials)) {
                    files.delete(LogWriter.LOG + path.path() + ".p/" + partial.getFileName());
                }
                files.delete(LogWriter.LOG + path.path() + ".p");
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
