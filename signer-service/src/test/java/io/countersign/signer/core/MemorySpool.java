package io.countersign.signer.core;

import io.countersign.contracts.Bytes;
import io.countersign.orders.SignedStop;
import java.util.ArrayList;
import java.util.List;

/** A spool whose disk a test controls. */
public final class MemorySpool implements Spool {
    final List<SignedStop> stops = new ArrayList<>();
    final List<byte[]> versions = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    public boolean full;
    /** A file that stands there and cannot be read. */
    boolean unreadable;

    boolean broken;
    private final List<Found> news = new ArrayList<>();

    public void drop(Kind kind, byte[] content) {
        news.add(new Found(kind, "dropped.json", Bytes.of(content)));
    }

    @Override
    public List<Found> news() {
        return List.copyOf(news);
    }

    @Override
    public void requireAll() throws OutageException {
        if (unreadable) {
            throw new OutageException("a file cannot be read");
        }
    }

    @Override
    public void taken(Found file) {
        news.remove(file);
    }

    @Override
    public void keep(SignedStop stop) throws OutageException {
        requireRoom();
        stops.add(stop);
    }

    @Override
    public void keep(long version, byte[] trustFile) throws OutageException {
        requireRoom();
        versions.add(trustFile);
    }

    @Override
    public boolean refuse(Found file) {
        news.remove(file);
        refused.add(file.name());
        return true;
    }

    private void requireRoom() throws OutageException {
        if (broken) {
            throw new IllegalStateException("a fault of the program");
        }
        if (full) {
            throw new OutageException("no space left");
        }
    }
}
